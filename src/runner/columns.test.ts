import { expect, test } from '@jest/globals'
import type { CacheCapabilities } from '../caches/cache.js'
import type { ConfiguredStream } from '../protocol/catalog.js'
import type { JsonObject } from '../protocol/messages.js'
import { ConfigError } from '../errors.js'
import { cacheType, tablePlans } from './columns.js'

const capabilities: CacheCapabilities = { maxIdentifier: 63, transactionalDdl: true, merge: 'native' }

const types: readonly (readonly [JsonObject, string])[] = [
  [{ type: 'string' }, 'string'],
  [{ type: ['null', 'string'] }, 'string'],
  [{ type: 'string', format: 'date' }, 'date'],
  [{ type: 'string', format: 'date-time' }, 'timestamptz'],
  [{ type: 'string', format: 'date-time', airbyte_type: 'timestamp_without_timezone' }, 'timestamp'],
  [{ type: 'string', format: 'time' }, 'time'],
  [{ type: 'string', airbyte_type: 'time_with_timezone' }, 'string'],
  [{ type: 'number', airbyte_type: 'integer' }, 'integer'],
  [{ type: ['integer', 'null'] }, 'integer'],
  [{ type: 'number' }, 'number'],
  [{ type: 'boolean' }, 'boolean'],
  [{ type: 'object' }, 'json'],
  [{ type: ['null', 'array'], items: {} }, 'json'],
  [{ type: ['null', 'object', 'string'] }, 'string'],
  [{ oneOf: [{ type: 'string' }, { type: 'integer' }] }, 'string'],
  [{}, 'string'],
]

test.each(types)('%j is a column of type %s', (schema, type) => {
  expect(cacheType(schema)).toBe(type)
})

function configured(name: string, more: Partial<ConfiguredStream> = {}): ConfiguredStream {
  const json_schema = { type: 'object' as const, properties: { Id: { type: 'integer' }, name: { type: 'string' } } }
  const stream = { name, json_schema, supported_sync_modes: ['full_refresh', 'incremental'] as const }
  return { stream, sync_mode: 'full_refresh', destination_sync_mode: 'append', ...more }
}

const modes = (streams: readonly ConfiguredStream[], strategy: 'auto' | 'append' | 'merge' | 'replace'): readonly string[] =>
  tablePlans({ streams }, { strategy, capabilities }).map(({ mode }) => mode)

test('auto: a primary key merges, incremental appends, the rest is replaced', () => {
  const streams = [configured('a', { primary_key: [['Id']] }), configured('b', { sync_mode: 'incremental' }), configured('c')]
  expect(modes(streams, 'auto')).toEqual(['merge', 'append', 'replace'])
  expect(modes(streams, 'append')).toEqual(['append', 'append', 'append'])
})

test('a plan has the columns in the order of the catalog, and its key by column name', () => {
  const [plan] = tablePlans({ streams: [configured('My Orders', { primary_key: [['Id']] })] }, { strategy: 'auto', capabilities })
  expect(plan).toMatchObject({ stream: 'My Orders', table: 'my_orders', primaryKey: ['id'] })
  expect(plan?.columns).toEqual([
    { property: 'Id', name: 'id', type: 'integer' },
    { property: 'name', name: 'name', type: 'string' },
  ])
})

test('merging needs a key of top-level fields, and streams need names of their own', () => {
  expect(() => modes([configured('a', { primary_key: [['Id', 'part']] })], 'merge')).toThrow(ConfigError)
  expect(modes([configured('a', { primary_key: [['Id', 'part']] })], 'auto')).toEqual(['replace'])
  expect(() => modes([configured('a'), configured('a')], 'auto')).toThrow(ConfigError)
})
