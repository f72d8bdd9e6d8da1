/** Does a record conform to the catalog? For the policies "Skip Record" and "Wait for Discover". */
import type { ColumnType } from './column.js'
import { typeOfJson } from './infer-json.js'
import type { CatalogColumn, CatalogColumns } from './plan.js'

/** What conformance needs to know of a value: its type and, of an array, the types of its items. */
export interface ValueType {
  readonly type: ColumnType
  items?(): Iterable<ColumnType>
}

const SCALARS = ['boolean', 'integer', 'number', 'string']

/** A record of plain values, without the metadata columns. */
export function conforms(record: Readonly<Record<string, unknown>>, columns: CatalogColumns): boolean {
  return typesConform(
    Object.entries(record).map(([name, value]) => [name, valueType(value)]),
    columns,
  )
}

/** A record known by its types. Every name must be a column, and every value that is not null must fit its column. */
export function typesConform(types: Iterable<readonly [string, ValueType]>, columns: CatalogColumns): boolean {
  for (const [name, value] of types) {
    const column = columns.get(name)
    if (column === undefined || !valueConforms(value, column)) return false
  }
  return true
}

function valueConforms(value: ValueType, column: CatalogColumn): boolean {
  if (column.type === 'any' || !fits(value.type, column.type)) return column.type === 'any'
  const itemType = column.type === 'array' && value.items !== undefined ? singleType(column['items']) : undefined
  if (itemType === undefined) return true
  for (const type of value.items?.() ?? []) if (!fits(type, itemType)) return false
  return true
}

/** A narrower scalar fits a wider one; null fits everything; array and object fit only themselves. */
function fits(type: ColumnType, expected: string): boolean {
  if (type === 'null' || type === expected) return true
  return SCALARS.includes(type) && SCALARS.indexOf(type) <= SCALARS.indexOf(expected)
}

/** The type that a schema of items names, if it names one. */
function singleType(schema: unknown): string | undefined {
  if (typeof schema !== 'object' || schema === null || !('type' in schema)) return undefined
  return typeof schema.type === 'string' ? schema.type : undefined
}

function valueType(value: unknown): ValueType {
  const type = typeOfJson(value)
  return type === 'array' ? { type, items: () => (value as unknown[]).map(typeOfJson) } : { type }
}
