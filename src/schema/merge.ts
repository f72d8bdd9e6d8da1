import { isDeepStrictEqual } from 'node:util'
import { ConfigError } from '../errors.js'
import type { Columns, ColumnSchema } from './column.js'

/** A column has types in different files or records that no type covers. Its message names column and types; callers add the files. */
export class SchemaConflict extends ConfigError {}

/** Each type covers those before it; array stands apart. */
const WIDTH = ['null', 'boolean', 'integer', 'number', 'string', 'object']

/** The columns of both, a's first, each as wide as both need it. Throws SchemaConflict. */
export function mergeColumns(a: Columns, b: Columns): Columns {
  const merged = new Map(a)
  for (const [name, column] of b) {
    const known = merged.get(name)
    if (known === undefined) merged.set(name, column)
    else if (known !== column) merged.set(name, mergeColumn(name, known, column))
  }
  return merged
}

function mergeColumn(name: string, a: ColumnSchema, b: ColumnSchema): ColumnSchema {
  if (isDeepStrictEqual(a, b)) return a
  if (a.type === 'null') return b
  if (b.type === 'null') return a
  if (a.type === b.type && a.type !== 'array') return agreement(a, b)
  if ([a.type, b.type].some((type) => type === 'array' || type === 'object')) throw conflict(name, a, b)
  return WIDTH.indexOf(a.type) > WIDTH.indexOf(b.type) ? a : b
}

/** What both say of a column of one type: a date and a date-time are still a string. */
function agreement(a: ColumnSchema, b: ColumnSchema): ColumnSchema {
  const common = Object.entries(a).filter(([keyword, value]) => isDeepStrictEqual(value, b[keyword]))
  return Object.fromEntries(common) as ColumnSchema
}

function conflict(name: string, a: ColumnSchema, b: ColumnSchema): SchemaConflict {
  const types = a.type === b.type ? `${a.type}s of different items` : `${a.type} and ${b.type}`
  return new SchemaConflict(
    `Column "${name}" is ${types}, which no type covers. Make its values alike, split the files into several streams, or set the stream to schemaless.`,
    { code: 'schema_conflict' },
  )
}
