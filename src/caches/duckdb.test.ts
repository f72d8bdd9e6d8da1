import { expect, test } from '@jest/globals'
import { transformSync } from '@swc/core'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { cacheSuite } from '../testing/cache-suite.js'
import { planOf, segmentFolder, stateOf } from '../testing/segments.js'
import type { Segment } from './cache.js'
import { duckdb } from './duckdb.js'

const newFolder = (): string => fs.mkdtempSync(path.join(os.tmpdir(), 'duck\'s "cache"-'))
const removed = (folder: string) => (): Promise<void> => {
  fs.rmSync(folder, { recursive: true })
  return Promise.resolve()
}

cacheSuite('DuckDB in a file', () => {
  const folder = newFolder()
  return Promise.resolve({ connect: () => duckdb(path.join(folder, 'below', 'a cache.duckdb')), remove: removed(folder) })
})

test('a schema of its own', async () => {
  const folder = segmentFolder()
  const plan = planOf('orders', { id: 'integer' }, { mode: 'replace' })
  const options = { path: path.join(folder.path, 'a.duckdb'), schema: 'raw "rows"' }
  const cache = duckdb(options)
  for (const id of [1, 2]) {
    const session = await cache.open('source', [plan])
    await session.load(folder.write(plan, [`{"id":${String(id)}}`]))
    await session.commit([stateOf('orders', id)])
    await session.complete('orders')
    await session[Symbol.asyncDispose]()
  }
  expect(await cache.stream('orders').toArray()).toMatchObject([{ id: 2 }])
  expect(await cache.states('source')).toEqual([stateOf('orders', 2)])
  expect((await cache.query("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'main'")).rows).toEqual([[0]])
  await cache[Symbol.asyncDispose]()
  folder.remove()
})

test('a cache in memory', async () => {
  const folder = segmentFolder()
  const plan = planOf('orders', { id: 'integer' })
  const cache = duckdb(':memory:')
  const session = await cache.open('source', [plan])
  await session.load(folder.write(plan, ['{"id":1}']))
  await session.commit([])
  expect(await cache.stream('orders').count()).toBe(1)
  await session[Symbol.asyncDispose]()
  await cache[Symbol.asyncDispose]()
  folder.remove()
})

test('what needs a package that is not installed names it', async () => {
  const cache = duckdb(':memory:')
  const plan = planOf('orders', { id: 'integer' })
  await (await cache.open('source', [plan]))[Symbol.asyncDispose]()
  await expect(cache.stream('orders').toArrow()).rejects.toMatchObject({
    code: 'package_missing',
    message: expect.stringContaining('npm install apache-arrow') as unknown,
  })
  await cache[Symbol.asyncDispose]()
})

test('urls name the file and the schema', () => {
  expect(duckdb('./a.duckdb').url).toBe('duckdb:./a.duckdb')
  expect(duckdb({ path: 'a', schema: 'b c' }).url).toBe('duckdb:a?schema=b%20c')
})

test('a file that is no database is the user’s error', async () => {
  const folder = newFolder()
  const file = path.join(folder, 'a.duckdb')
  fs.writeFileSync(file, 'x'.repeat(9000))
  await expect(duckdb(file).states('source')).rejects.toMatchObject({ failureType: 'config_error', code: 'cache_open' })
  await removed(folder)()
})

test('states that PyAirbyte has saved are read, and its tables used', async () => {
  const folder = newFolder()
  const cache = duckdb(path.join(folder, 'a.duckdb'))
  for (const statement of [
    `CREATE TABLE _airbyte_state (source_name VARCHAR NOT NULL, stream_name VARCHAR NOT NULL, table_name VARCHAR NOT NULL,
      state_json VARCHAR NOT NULL, last_updated TIMESTAMP NOT NULL, PRIMARY KEY (table_name))`,
    `CREATE TABLE _airbyte_streams (stream_name VARCHAR NOT NULL, source_name VARCHAR, table_name VARCHAR NOT NULL,
      catalog_metadata VARCHAR NOT NULL, PRIMARY KEY (table_name))`,
    `INSERT INTO _airbyte_state VALUES ('source', 'My Orders', 'My Orders',
      '{"type":"STREAM","stream":{"stream_descriptor":{"name":"My Orders"},"stream_state":{"position":3}}}', now()::TIMESTAMP)`,
    `INSERT INTO _airbyte_streams VALUES ('My Orders', 'source', 'My Orders', '{}')`,
    `CREATE TABLE my_orders (id BIGINT, moment TIMESTAMP, _airbyte_raw_id VARCHAR, _airbyte_extracted_at TIMESTAMP, _airbyte_meta JSON)`,
    `INSERT INTO my_orders VALUES (1, '2024-01-01', 'x', now()::TIMESTAMP, '{}')`,
  ])
    await cache.query(statement)
  expect(await cache.stream('My Orders').count()).toBe(1)
  expect(await cache.states('source')).toEqual([stateOf('My Orders', 3)])
  const segments = segmentFolder()
  const plan = planOf('My Orders', { id: 'integer', moment: 'timestamptz' }, { table: 'my_orders' })
  const session = await cache.open('source', [plan])
  await session.load(segments.write(plan, ['{"id":2,"moment":"2024-01-01T02:00:00+02:00"}']))
  await session.commit([stateOf('My Orders', 4)])
  await session[Symbol.asyncDispose]()
  expect((await cache.query('SELECT id, moment FROM my_orders ORDER BY id')).rows).toEqual([
    [1, '2024-01-01T00:00:00'],
    [2, '2024-01-01T00:00:00'],
  ])
  expect(await cache.states('source')).toEqual([stateOf('My Orders', 4)])
  await cache[Symbol.asyncDispose]()
  segments.remove()
  await removed(folder)()
})

/** Our sources as a program of their own, which can be killed. */
function compiled(folder: string): string {
  for (const file of fs.readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (!/^(errors|caches\/.*|protocol\/.*)\.ts$/.test(file) || file.endsWith('.test.ts')) continue
    const target = path.join(folder, file.replace(/\.ts$/, '.js'))
    fs.mkdirSync(path.dirname(target), { recursive: true })
    const options = { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } } as const
    fs.writeFileSync(target, transformSync(fs.readFileSync(path.join('src', file), 'utf8'), options).code)
  }
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}')
  fs.symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'))
  return pathToFileURL(path.join(folder, 'caches/duckdb.js')).href
}

const CHILD = `
const [, url, file, plans, segments, states] = process.argv.map((argument, k) => (k > 1 ? JSON.parse(argument) : argument))
const { duckdb } = await import(url)
const session = await duckdb(file).open('source', plans)
await session.load(segments[0])
await session.load(segments[1])
await session.commit(states.slice(0, 2))
await session.load(segments[2])
await session.load(segments[3])
console.log('loaded')
setInterval(() => undefined, 1000)
`

test('killed between load and commit: the cache is as it was at the last commit, and locked no more', async () => {
  const folder = newFolder()
  const segments = segmentFolder()
  const file = path.join(folder, 'a.duckdb')
  const orders = planOf('orders', { id: 'integer' })
  const users = planOf('users', { id: 'integer' }, { mode: 'replace' })
  const four = [
    segments.write(orders, ['{"id":1}', '{"id":2}']),
    segments.write(users, ['{"id":1}']),
    segments.write(orders, ['{"id":3}']),
    segments.write(users, ['{"id":2}']),
  ]
  const states = [stateOf('orders', 1), stateOf('users', 1)]
  const values = [file, [orders, users], four, states].map((value) => JSON.stringify(value))
  const child = spawn(process.execPath, ['--input-type=module', '-e', CHILD, compiled(path.join(folder, 'built')), ...values], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await once(child.stdout, 'data')
    await expect(duckdb(file).states('source')).rejects.toMatchObject({ failureType: 'config_error', code: 'cache_locked' })
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  const cache = duckdb(file)
  expect(await cache.stream('orders').toArray()).toMatchObject([{ id: 1 }, { id: 2 }])
  expect(await cache.states('source')).toEqual([stateOf('orders', 1)])
  expect((await cache.query("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'users'")).rows).toEqual([[0]])
  const session = await cache.open('source', [orders, users])
  await session.load(four[2] as Segment)
  await session.complete('users')
  await session.commit([stateOf('orders', 2)])
  await session[Symbol.asyncDispose]()
  expect(await cache.stream('orders').count()).toBe(3)
  expect(await cache.stream('users').count()).toBe(0)
  await cache[Symbol.asyncDispose]()
  segments.remove()
  await removed(folder)()
})
