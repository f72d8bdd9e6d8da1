/** Streams as tables: columns and their types from the JSON schema, and how rows are written. */
import type { CacheCapabilities, CacheColumn, CacheType, TablePlan, WriteMode } from '../caches/cache.js'
import { ConfigError } from '../errors.js'
import type { ConfiguredCatalog, ConfiguredStream } from '../protocol/catalog.js'
import type { Json, JsonObject } from '../protocol/messages.js'
import { INTERNAL_COLUMNS, INTERNAL_TABLES, uniqueNames } from './names.js'

export type Strategy = 'auto' | WriteMode

export interface TablePlanOptions {
  readonly strategy: Strategy
  readonly capabilities: CacheCapabilities
}

const BY_AIRBYTE_TYPE: Readonly<Record<string, CacheType>> = {
  string: 'string',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  timestamp_with_timezone: 'timestamptz',
  timestamp_without_timezone: 'timestamp',
  time_without_timezone: 'time',
  // no database type keeps a time of day and its zone: the text does
  time_with_timezone: 'string',
  object: 'json',
  array: 'json',
}

const BY_FORMAT: Readonly<Record<string, CacheType>> = { date: 'date', 'date-time': 'timestamptz', time: 'time' }

/** The type of a property. Several types that are not null, anyOf and oneOf, or none at all: text. */
export function cacheType(property: JsonObject): CacheType {
  const named = typeof property.airbyte_type === 'string' ? BY_AIRBYTE_TYPE[property.airbyte_type] : undefined
  if (named !== undefined) return named
  const types = typesOf(property.type)
  if (types.length !== 1) return 'string'
  const [type] = types
  if (type === 'string') return (typeof property.format === 'string' ? BY_FORMAT[property.format] : undefined) ?? 'string'
  if (type === 'integer' || type === 'number' || type === 'boolean') return type
  return type === 'object' || type === 'array' ? 'json' : 'string'
}

function typesOf(type: Json | undefined): readonly Json[] {
  if (Array.isArray(type)) return (type as readonly Json[]).filter((one) => one !== 'null')
  return type === undefined ? [] : [type]
}

/**
 * A table for each stream. auto: merge where there is a primary key of columns, else append where the sync is incremental, else replace.
 * Throws ConfigError for a merge without a primary key and for two streams of one name, which only a namespace tells apart.
 */
export function tablePlans(catalog: ConfiguredCatalog, { strategy, capabilities }: TablePlanOptions): readonly TablePlan[] {
  const streams = catalog.streams.map(({ stream }) => stream.name)
  const twice = streams.find((name, i) => streams.indexOf(name) !== i)
  if (twice !== undefined)
    throw new ConfigError(
      `Two streams are named ${twice}, in different namespaces. Select one of them, and load the other into another schema.`,
      {
        code: 'stream_twice',
        stream: twice,
      },
    )
  const tables = uniqueNames(streams, capabilities.maxIdentifier, INTERNAL_TABLES)
  return catalog.streams.map((configured) => tablePlan(configured, tables.get(configured.stream.name) ?? '', strategy, capabilities))
}

function tablePlan(configured: ConfiguredStream, table: string, strategy: Strategy, { maxIdentifier }: CacheCapabilities): TablePlan {
  const { stream } = configured
  const properties = Object.entries(stream.json_schema.properties)
  const names = uniqueNames(
    properties.map(([property]) => property),
    maxIdentifier,
    INTERNAL_COLUMNS,
  )
  const columns: readonly CacheColumn[] = properties.map(([property, schema]) => ({
    property,
    name: names.get(property) ?? '',
    type: cacheType(schema),
  }))
  const key = primaryKey(configured, names)
  const mode = strategy === 'auto' ? autoMode(configured, key.length > 0) : strategy
  if (mode === 'merge' && key.length === 0)
    throw new ConfigError(
      `The stream ${stream.name} has no primary key of top-level fields, so that its rows cannot be merged. Append or replace them.`,
      {
        code: 'no_primary_key',
        stream: stream.name,
      },
    )
  return {
    stream: stream.name,
    table,
    columns,
    mode,
    primaryKey: mode === 'merge' ? key : [],
    schema: stream.json_schema as unknown as JsonObject,
  }
}

function autoMode({ sync_mode }: ConfiguredStream, hasKey: boolean): WriteMode {
  if (hasKey) return 'merge'
  return sync_mode === 'incremental' ? 'append' : 'replace'
}

/** Column names; none when a part of the key lies inside an object or is no property. */
function primaryKey({ primary_key, stream }: ConfiguredStream, names: ReadonlyMap<string, string>): readonly string[] {
  const paths = primary_key !== undefined && primary_key.length > 0 ? primary_key : (stream.source_defined_primary_key ?? [])
  const key = paths.map((path) => (path.length === 1 ? names.get(path[0] ?? '') : undefined))
  return key.every((name) => name !== undefined) ? key : []
}
