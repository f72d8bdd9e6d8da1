import { afterAll, expect, test } from '@jest/globals'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { duckdb } from '../caches/duckdb.js'
import type { Cache } from '../caches/cache.js'
import { ConfigError, ConnectorError, Interrupted } from '../errors.js'
import type { JsonObject } from '../protocol/messages.js'
import { getSource, type ReadOptions, type Source } from './source.js'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sync-test-'))
afterAll(() => {
  fs.rmSync(folder, { recursive: true })
})
let files = 0
const newCache = (): Cache => duckdb(path.join(folder, `${++files}.duckdb`))

const CONNECTOR = path.resolve('src/testing/connectors/scripted.mjs')
const scripted = (script: readonly JsonObject[], more: JsonObject = {}): Promise<Source> =>
  getSource({ command: [process.execPath, CONNECTOR] }, { config: { script, ...more } as unknown as JsonObject })

async function read(
  cache: Cache,
  script: readonly JsonObject[],
  more: JsonObject = {},
  options: Partial<ReadOptions> = {},
): Promise<unknown> {
  const source = await scripted(script, more)
  try {
    return await source.read({ cache, ...options })
  } catch (error) {
    return error
  }
}

const numbers = async (cache: Cache, stream = 's'): Promise<unknown[]> =>
  (await cache.query(`select n from "${stream}" order by n`)).rows.flat()
const upTo = (end: number, start = 0): number[] => Array.from({ length: end - start }, (_, n) => start + n)
const GOOD = [{ records: ['s', 0, 5] }, { state: ['s', 5] }]

test('rows and the state that vouches for them; the next sync is given the state', async () => {
  await using cache = newCache()
  expect(await read(cache, GOOD)).not.toBeInstanceOf(Error)
  expect(await numbers(cache)).toEqual(upTo(5))
  const failed = (await read(cache, [{ echoState: true }, { exit: 3 }])) as ConnectorError
  expect(failed.report.log.join()).toContain(
    'state [{"type":"STREAM","stream":{"stream_descriptor":{"name":"s"},"stream_state":{"at":5}}}]',
  )
  await read(cache, [{ records: ['s', 5, 8] }, { state: ['s', 8] }])
  expect(await numbers(cache)).toEqual(upTo(8))
})

const FAILURES: readonly (readonly [string, readonly JsonObject[], string])[] = [
  ['an exit code', [{ log: 'I am lost' }, { exit: 7 }], 'exit code 7'],
  ['a signal', [{ kill: 'SIGKILL' }], 'SIGKILL'],
  ['a terminating signal that we did not send', [{ kill: 'SIGTERM' }], 'SIGTERM'],
  ['an error trace, whatever the exit code', [{ error: 'the key is wrong' }], 'the key is wrong'],
  ['a torn line', [{ raw: '{"type":"RECORD","record":{"stream":"s","data":{"n":99' }], 'is no message'],
  ['a record that is no JSON', [{ raw: '{"type":"RECORD","record":{"stream":"s","data":{"n":}}\n' }], 'is no message'],
]

test.each(FAILURES)('failure by %s: what is vouched for stays, the rest comes again', async (_, end, words) => {
  await using cache = newCache()
  const error = await read(cache, [...GOOD, { records: ['s', 5, 9] }, { stderr: 'Traceback: boom\n' }, ...end])
  expect(error).toBeInstanceOf(ConnectorError)
  const { message, report } = error as ConnectorError
  expect(message).toContain(words)
  expect(report.committed).toEqual({ s: 5 })
  expect(report.log.join('\n')).toContain('Traceback: boom')
  expect(await numbers(cache)).toEqual(upTo(5))
  expect(await read(cache, [{ records: ['s', 5, 9] }, { state: ['s', 9] }])).not.toBeInstanceOf(Error)
  expect(await numbers(cache)).toEqual(upTo(9))
})

test('a record that is not UTF-8 is a failure, not a row less', async () => {
  await using cache = newCache()
  const line = Buffer.from('{"type":"RECORD","record":{"stream":"s","data":{"text":"?"},"emitted_at":1}}\n')
  line[line.indexOf('?')] = 0xff
  const error = await read(cache, [...GOOD, { bytes: line.toString('base64') }])
  expect(error).toBeInstanceOf(ConnectorError)
  expect(await numbers(cache)).toEqual(upTo(5))
})

test('text that is no message is kept for the report and harms nothing', async () => {
  await using cache = newCache()
  expect(await read(cache, [{ raw: 'Starting up…\nwarning: {not json}\n\n' }, ...GOOD])).not.toBeInstanceOf(Error)
  expect(await numbers(cache)).toEqual(upTo(5))
})

test('a flood on stderr does not hold the connector up', async () => {
  await using cache = newCache()
  expect(await read(cache, [{ stderr: 'x'.repeat(10_000), times: 500 }, ...GOOD])).not.toBeInstanceOf(Error)
  expect(await numbers(cache)).toEqual(upTo(5))
})

test('rows behind the last state are wanted when everything went well', async () => {
  await using cache = newCache()
  await read(cache, [...GOOD, { records: ['s', 5, 7] }])
  expect(await numbers(cache)).toEqual(upTo(7))
})

test('interleaved streams: a state commits the rows of its own stream alone', async () => {
  await using cache = newCache()
  const script = [{ records: ['a', 0, 3] }, { records: ['b', 0, 4] }, { state: ['a', 3] }, { records: ['a', 3, 6] }, { exit: 1 }]
  await read(cache, script, { streams: ['a', 'b'] })
  expect(await numbers(cache, 'a')).toEqual(upTo(3))
  expect(await numbers(cache, 'b')).toEqual([])
})

test('a global state commits the rows of all streams', async () => {
  await using cache = newCache()
  const script = [{ records: ['a', 0, 3] }, { records: ['b', 0, 4] }, { global: 1 }, { records: ['b', 4, 6] }, { exit: 1 }]
  await read(cache, script, { streams: ['a', 'b'] })
  expect([await numbers(cache, 'a'), await numbers(cache, 'b')]).toEqual([upTo(3), upTo(4)])
  const failed = (await read(cache, [{ echoState: true }, { exit: 1 }], { streams: ['a', 'b'] })) as ConnectorError
  expect(failed.report.log.join()).toContain('"shared_state":{"at":1}')
})

test('a replaced stream keeps its old rows until the new ones are complete, and is emptied by an empty one', async () => {
  await using cache = newCache()
  const modes = { modes: ['full_refresh'] }
  await read(cache, [{ records: ['s', 0, 5] }, { status: ['s', 'COMPLETE'] }], modes)
  expect(await numbers(cache)).toEqual(upTo(5))
  await read(cache, [{ records: ['s', 7, 9] }, { exit: 1 }], modes)
  expect(await numbers(cache)).toEqual(upTo(5))
  await read(cache, [{ records: ['s', 7, 9] }], modes)
  expect(await numbers(cache)).toEqual([7, 8])
  await read(cache, [{ status: ['s', 'COMPLETE'] }], modes)
  expect(await numbers(cache)).toEqual([])
})

test('with a primary key the newest row of a key stays', async () => {
  await using cache = newCache()
  await read(cache, GOOD, { key: true })
  await read(cache, [{ records: ['s', 3, 8] }, { records: ['s', 3, 8] }, { state: ['s', 8] }], { key: true })
  expect(await numbers(cache)).toEqual(upTo(8))
})

test('an interruption: the connector is stopped, what it vouched for stays', async () => {
  await using cache = newCache()
  const controller = new AbortController()
  const flag = path.join(folder, 'never')
  const stopAtFive = ({ streams }: { readonly streams: ReadonlyMap<string, { readonly records: number }> }): void => {
    if ((streams.get('s')?.records ?? 0) >= 5) controller.abort()
  }
  const error = await read(
    cache,
    [...GOOD, { records: ['s', 5, 9] }, { wait: flag }],
    {},
    { signal: controller.signal, onProgress: stopAtFive },
  )
  expect(error).toBeInstanceOf(Interrupted)
  expect(await numbers(cache)).toEqual(upTo(5))
})

test('check tells the connector’s own words, and a program that is not there is named', async () => {
  await expect((await scripted([], { refuse: 'The bucket is not yours.' })).check()).rejects.toThrow('The bucket is not yours.')
  await expect((await scripted([])).check()).resolves.toBeUndefined()
  await expect((await getSource('no-such-program', { config: {} })).check()).rejects.toBeInstanceOf(ConfigError)
})

test('streams: chosen by name, unknown ones told with what there is; a preview stops the connector', async () => {
  const source = await scripted([{ records: ['a', 0, 1000] }, { wait: path.join(folder, 'never') }], { streams: ['a', 'b'] })
  expect(await source.getAvailableStreams()).toEqual(['a', 'b'])
  expect(await source.preview('a', 3)).toEqual([0, 1, 2].map((n) => ({ n, text: `row ${n}` })))
  await using cache = newCache()
  await expect(source.read({ cache, streams: ['c'] })).rejects.toThrow('There are: a, b')
})

test('a configuration that the connector changes is kept', async () => {
  const seen: JsonObject[] = []
  const source = await getSource(
    { command: [process.execPath, CONNECTOR] },
    { config: { script: [{ control: { token: 'new' } }] }, onConfig: (config) => seen.push(config) },
  )
  await using cache = newCache()
  await source.read({ cache })
  expect(seen).toEqual([{ token: 'new' }])
  expect(source.config).toEqual({ token: 'new' })
})
