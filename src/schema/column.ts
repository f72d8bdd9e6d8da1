import type { JsonObject } from '../protocol/messages.js'

/** The types of columns, from narrow to wide; array stands apart (schema/merge.ts). */
export type ColumnType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'object' | 'array'

/** A column's JSON Schema, not yet nullable: `{"type":"integer"}`, `{"type":"string","format":"date"}`, … */
export type ColumnSchema = JsonObject & { readonly type: ColumnType }

/** The columns of a file or stream by name, in their order. */
export type Columns = ReadonlyMap<string, ColumnSchema>
