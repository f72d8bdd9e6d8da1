/** Columns ↔ the json_schema of a stream. */
import type { StreamSchema } from '../protocol/catalog.js'
import type { Json, JsonObject } from '../protocol/messages.js'
import { MODIFIED_FIELD, URL_FIELD } from '../protocol/record.js'
import type { Columns, ColumnSchema } from './column.js'
import type { CatalogColumn, CatalogColumns } from './plan.js'

const METADATA: readonly (readonly [string, ColumnSchema])[] = [
  [MODIFIED_FIELD, { type: 'string' }],
  [URL_FIELD, { type: 'string' }],
]

const TYPES: readonly unknown[] = ['null', 'boolean', 'integer', 'number', 'string', 'object', 'array'] satisfies ColumnSchema['type'][]

/** Metadata columns first; inferred columns are nullable, those of an input_schema are as the user gave them. */
export function streamSchema(columns: Columns, { nullable }: { readonly nullable: boolean }): StreamSchema {
  const own = Array.from(columns, ([name, column]) => [name, nullable ? makeNullable(column) : column] as const)
  return { type: 'object', properties: Object.fromEntries([...METADATA, ...own]) }
}

/** Every record goes as a whole into the column `data`. */
export function schemalessSchema(): StreamSchema {
  return streamSchema(new Map([['data', { type: 'object' }]]), { nullable: false })
}

/** The columns that a catalog names, without null; 'any' where it names no type that we know, or several. */
export function catalogColumns(schema: StreamSchema): CatalogColumns {
  const columns = new Map<string, CatalogColumn>()
  for (const [name, column] of Object.entries(schema.properties)) {
    if (name !== MODIFIED_FIELD && name !== URL_FIELD) columns.set(name, catalogColumn(column))
  }
  return columns
}

function catalogColumn(schema: Json): CatalogColumn {
  const bare = isObject(schema) ? withoutNull(schema) : {}
  return TYPES.includes(bare['type']) ? (bare as ColumnSchema) : { type: 'any' }
}

function makeNullable(schema: JsonObject): JsonObject {
  return mapTypes(schema, (type) => {
    if (type === 'null') return type
    const types = Array.isArray(type) ? (type as readonly Json[]) : [type]
    return types.includes('null') ? type : ['null', ...types]
  })
}

function withoutNull(schema: JsonObject): JsonObject {
  return mapTypes(schema, (type) => {
    if (!Array.isArray(type)) return type
    const types = (type as readonly Json[]).filter((one) => one !== 'null')
    if (types.length === 1) return types[0] ?? 'null'
    return types.length === 0 && type.length > 0 ? 'null' : types
  })
}

/** Changes every `type` keyword, also those of nested schemas; a property that is named "type" is none. */
function mapTypes(schema: JsonObject, change: (type: Json) => Json): JsonObject {
  const nested = (value: Json): Json => (isObject(value) ? mapTypes(value, change) : value)
  const keyword = (name: string, value: Json): Json => {
    if (name === 'type') return change(value)
    if (name === 'items' || name === 'additionalProperties') return nested(value)
    if (name !== 'properties' || !isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([property, inner]) => [property, nested(inner)]))
  }
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, keyword(name, value)]))
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
