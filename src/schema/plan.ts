import type { ColumnSchema, ColumnType } from './column.js'

/** The stream option validation_policy. */
export type ValidationPolicy = 'Emit Record' | 'Skip Record' | 'Wait for Discover'

/** What becomes of a column of a file: its values are cast to `type`, or left as they are ('any'). */
export interface ColumnPlan {
  readonly type: ColumnType | 'any'
}

/** A column as the catalog has it: 'any' where it names no type or several. */
export type CatalogColumn = ColumnSchema | { readonly type: 'any' }

/** The catalog's columns by name, without the two metadata columns. */
export type CatalogColumns = ReadonlyMap<string, CatalogColumn>

/** What becomes of a row: fixed for a file before its first record. */
export interface RowPlan {
  /** The whole row goes into the column `data`, uncast. */
  readonly schemaless: boolean
  readonly policy: ValidationPolicy
  /** The catalog's columns without the two metadata columns; policy checks compare with them. Empty when schemaless. */
  readonly columns: CatalogColumns
  /** The plan of each column of a file; undefined: the user left the column out. Asks the discovered schema only for names that the catalog lacks. */
  resolve(names: readonly string[]): Promise<readonly (ColumnPlan | undefined)[]>
}
