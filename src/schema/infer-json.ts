import type { Columns, ColumnType } from './column.js'

/** The type of a parsed value: a bigint is an integer, and so is a number without a fraction; dates and bytes travel as text. */
export function typeOfJson(value: unknown): ColumnType {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'array'
  switch (typeof value) {
    case 'boolean':
      return 'boolean'
    case 'string':
      return 'string'
    case 'bigint':
      return 'integer'
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'number'
    default:
      return value instanceof Date || value instanceof Uint8Array ? 'string' : 'object'
  }
}

/** The type of a JSON number as it stands in the text, whatever its size: `1` is an integer, `1.0` and `1e3` are numbers. */
export function typeOfNumber(literal: string): 'integer' | 'number' {
  return /[.eE]/.test(literal) ? 'number' : 'integer'
}

/** The columns of one record; those of several are merged with mergeColumns. Nested values have no schema of their own. */
export function columnsOf(types: Iterable<readonly [string, ColumnType]>): Columns {
  return new Map(Array.from(types, ([name, type]) => [name, { type }]))
}
