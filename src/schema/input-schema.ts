import { ConfigError, messageOf } from '../errors.js'
import type { Columns, ColumnSchema, ColumnType } from './column.js'

const TYPES: Readonly<Record<string, ColumnType>> = {
  string: 'string',
  number: 'number',
  float: 'number',
  integer: 'integer',
  boolean: 'boolean',
  object: 'object',
  array: 'array',
  null: 'null',
}

/** The columns of the stream option input_schema, `{"name":"type",…}`; undefined when it is empty. Throws ConfigError. */
export function parseInputSchema(text: string | undefined): Columns | undefined {
  if (text === undefined || text.trim() === '') return undefined
  const schema = parse(text)
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
    throw mistake('must be a JSON object of column names and types')
  return new Map(Object.entries(schema).map(([name, type]) => column(name, type)))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw mistake(`is not valid JSON (${messageOf(cause).slice(0, 60)})`, cause)
  }
}

function column(key: string, given: unknown): [string, ColumnSchema] {
  const name = key.trim()
  if (name === '') throw mistake('has a column without a name')
  if (typeof given !== 'string') throw mistake(`must give the type of column "${name}" as a text; nested schemas are not supported`)
  const known = given.trim().toLowerCase()
  const type = Object.hasOwn(TYPES, known) ? TYPES[known] : undefined
  if (type === undefined) throw mistake(`gives column "${name}" the type "${given}"; the types are ${Object.keys(TYPES).join(', ')}`)
  return [name, { type }]
}

function mistake(text: string, cause?: unknown): ConfigError {
  return new ConfigError(`The input schema ${text}. Example: {"id": "integer", "name": "string"}.`, { code: 'input_schema_invalid', cause })
}
