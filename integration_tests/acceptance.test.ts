/** What Airbyte's acceptance tests ask, with the files of this folder, on a real server. */
import { afterAll, expect, test } from '@jest/globals'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startMinio } from '../src/testing/minio.js'
import type { ConfiguredCatalog } from '../src/protocol/catalog.js'
import type { Json, Message, RecordMessage } from '../src/protocol/messages.js'
import { run } from './support/run.js'
import { parseExactly } from './conformance/numbers.js'
import { configFor, fillBucket } from './support/s3.js'

const CATALOG = 'integration_tests/configured_catalog.json'
const MODIFIED = '2026-01-05T00:00:00Z'
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'acceptance-'))
const server = await startMinio()
afterAll(async () => {
  await server.stop()
  fs.rmSync(work, { recursive: true })
})

const files = ['orders.csv', 'users.jsonl'].map((key) => ({ key, file: key, mtime: MODIFIED }))
await fillBucket(server, 'acceptance', files, 'integration_tests/fixtures/acceptance')
const config = save(
  'config.json',
  configFor(server, 'acceptance', [
    { name: 'orders', globs: ['orders*.csv'], format: { filetype: 'csv' } },
    { name: 'users', globs: ['users*.jsonl'], format: { filetype: 'jsonl' } },
  ]),
)

function save(name: string, value: unknown): string {
  fs.writeFileSync(path.join(work, name), JSON.stringify(value))
  return path.join(work, name)
}

type Recorded = Pick<RecordMessage['record'], 'stream' | 'data'>

/** Numbers keep their digits. */
const exactLines = (text: string): readonly unknown[] => text.trim().split('\n').map(parseExactly)

const readJson = (file: string): unknown => JSON.parse(fs.readFileSync(file, 'utf8'))

async function connector(...args: readonly string[]) {
  const { exit, stdout } = await run(process.execPath, ['dist/main.js', ...args])
  return { exit, messages: exactLines(stdout) as readonly Message[] }
}

const recordsOf = (messages: readonly Message[]) => messages.flatMap((message) => (message.type === 'RECORD' ? [message.record] : []))
const statesOf = (messages: readonly Message[]) => messages.filter((message) => message.type === 'STATE').map(({ state }) => state)

test('spec tells spec.json', async () => {
  const { exit, messages } = await connector('spec')
  expect(exit).toBe(0)
  expect(messages).toEqual([{ type: 'SPEC', spec: readJson('spec.json') }])
})

test('check succeeds, and fails on a configuration that is wrong', async () => {
  const statuses = async (file: string) =>
    (await connector('check', '--config', file)).messages.flatMap((m) =>
      m.type === 'CONNECTION_STATUS' ? [m.connectionStatus.status] : [],
    )
  expect(await statuses(config)).toEqual(['SUCCEEDED'])
  expect(await statuses('integration_tests/invalid_config.json')).toEqual(['FAILED'])
})

test('discover finds the streams of the configured catalog', async () => {
  const { messages } = await connector('discover', '--config', config)
  const found = messages.flatMap((message) => (message.type === 'CATALOG' ? [message.catalog.streams] : []))
  const { streams } = readJson(CATALOG) as ConfiguredCatalog
  expect(found).toEqual([streams.map(({ stream }) => stream)])
})

test('read delivers the expected records in their order, with statuses and counted states', async () => {
  const { exit, messages } = await connector('read', '--config', config, '--catalog', CATALOG)
  expect(exit).toBe(0)
  const expected = exactLines(fs.readFileSync('integration_tests/expected_records.jsonl', 'utf8')) as readonly Recorded[]
  const records = recordsOf(messages)
  expect(records.map(({ stream, data }) => ({ stream, data }))).toEqual(expected.map(({ stream, data }) => ({ stream, data })))
  const statuses = messages.flatMap((message) =>
    message.type === 'TRACE' && message.trace.type === 'STREAM_STATUS' ? [message.trace.stream_status.status] : [],
  )
  expect(statuses).toEqual(['STARTED', 'RUNNING', 'COMPLETE', 'STARTED', 'RUNNING', 'COMPLETE'])
  expect(statesOf(messages).reduce((sum, state) => sum + (state.sourceStats?.recordCount ?? 0), 0)).toBe(records.length)
})

test('a second read from the last state repeats nothing, and neither does one from a state of the far future', async () => {
  const first = await connector('read', '--config', config, '--catalog', CATALOG)
  const last = new Map(
    statesOf(first.messages).map((state) => [state.stream?.stream_descriptor.name, { type: 'STREAM', stream: state.stream }]),
  )
  const states: Record<string, Json> = {
    own: [...last.values()] as unknown as Json,
    future: readJson('integration_tests/abnormal_state.json') as Json,
  }
  for (const [name, state] of Object.entries(states)) {
    const { exit, messages } = await connector('read', '--config', config, '--catalog', CATALOG, '--state', save(`${name}.json`, state))
    expect({ name, exit, records: recordsOf(messages).length }).toEqual({ name, exit: 0, records: 0 })
    expect(statesOf(messages).length).toBeGreaterThan(0)
  }
})

test('a catalog that is none ends with an error trace', async () => {
  const { exit, messages } = await connector('read', '--config', config, '--catalog', save('catalog.json', { nothing: true }))
  expect(exit).toBe(1)
  expect(messages.filter((message) => message.type === 'TRACE' && message.trace.type === 'ERROR')).toHaveLength(1)
})
