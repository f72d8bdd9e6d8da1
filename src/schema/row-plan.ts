import { MODIFIED_FIELD, URL_FIELD } from '../protocol/record.js'
import type { Columns } from './column.js'
import type { CatalogColumns, ColumnPlan, RowPlan, ValidationPolicy } from './plan.js'

export interface RowPlanOptions {
  readonly schemaless: boolean
  readonly policy: ValidationPolicy
  readonly catalogColumns: CatalogColumns
  /** What discover would say now. Asked at most once, and only for a name that the catalog lacks. */
  readonly discovered: () => Promise<Columns>
  /** An input_schema is given: what it does not name is left out. */
  readonly dropUnknown: boolean
}

/** The plan for all files of a stream. */
export function makeRowPlan({ schemaless, policy, catalogColumns, discovered, dropUnknown }: RowPlanOptions): RowPlan {
  const columns: CatalogColumns = schemaless ? new Map() : catalogColumns
  let discovering: Promise<Columns> | undefined
  const planUnknown = async (name: string): Promise<ColumnPlan | undefined> => {
    // the metadata columns of the record take the place of the file's own
    if (dropUnknown || name === MODIFIED_FIELD || name === URL_FIELD) return undefined
    discovering ??= discovered()
    // discover names it and the catalog does not: the user left it out; else nobody could choose it, and it must not get lost
    return (await discovering).has(name) ? undefined : { type: 'any' }
  }
  const planColumn = async (name: string): Promise<ColumnPlan | undefined> => {
    if (schemaless) return { type: 'any' }
    const known = columns.get(name)
    return known ? { type: known.type } : await planUnknown(name)
  }
  return { schemaless, policy, columns, resolve: (names) => Promise.all(names.map(planColumn)) }
}
