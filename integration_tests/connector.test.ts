import { afterAll, expect, test } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Message } from '../src/protocol/messages.js'
import { startFaults } from '../src/testing/faults.js'
import { makeBucket, startMinio } from '../src/testing/minio.js'

const SECRET = 'a-secret/that+must=not&show'
const minio = await startMinio({ secretAccessKey: SECRET })
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'connector-'))
afterAll(async () => {
  await minio.stop()
  fs.rmSync(folder, { recursive: true })
})

function save(name: string, value: unknown): string {
  const file = path.join(folder, name)
  fs.writeFileSync(file, JSON.stringify(value))
  return file
}

const configOf = (bucket: string, endpoint = minio.endpoint) => ({
  bucket,
  endpoint,
  credentials: { auth_type: 'iam_user', aws_access_key_id: minio.accessKeyId, aws_secret_access_key: SECRET },
  streams: [{ name: 'rows', globs: ['**/*.csv'], format: { filetype: 'csv' } }],
})

const json_schema = { type: 'object', properties: { a: { type: ['null', 'string'] } } }
const stream = { name: 'rows', json_schema, supported_sync_modes: ['full_refresh', 'incremental'] }
const catalogOf = (sync_mode: string) => ({ streams: [{ stream, sync_mode, destination_sync_mode: 'append' }] })

function start(...argv: string[]) {
  return spawn(process.execPath, [path.resolve('dist/main.js'), ...argv], { stdio: ['ignore', 'pipe', 'pipe'] })
}

async function run(...argv: string[]): Promise<{ code: number | null; messages: Message[]; text: string; stderr: string }> {
  const child = start(...argv)
  let [text, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return {
    code,
    text,
    stderr,
    messages: text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Message),
  }
}

test('secrets show nowhere, whatever goes wrong and however much is logged', async () => {
  const config = { ...configOf('no-such-bucket'), endpoint: minio.endpoint }
  for (const command of ['check', 'discover']) {
    const { text, stderr } = await run(command, '--config', save('c.json', config), '--debug')
    expect(text + stderr).not.toContain(SECRET)
    expect(text).toContain('no-such-bucket')
  }
  const broken = path.join(folder, 'broken.json')
  fs.writeFileSync(broken, `{"credentials":{"aws_secret_access_key":"${SECRET}"`)
  const { text, stderr, code } = await run('check', '--config', broken)
  expect(text + stderr).not.toContain(SECRET)
  expect(code).toBe(0)
  expect(text).toContain('FAILED')
})

test('wrong usage, help and version', async () => {
  expect(await run('fly')).toMatchObject({ code: 2, text: '', stderr: expect.stringContaining('unknown command: fly') })
  expect(await run('read', '--config', 'x')).toMatchObject({ code: 2, stderr: expect.stringContaining('--catalog') })
  const help = start('--help')
  const [code] = (await once(help, 'close')) as [number]
  expect(code).toBe(0)
})

test('a stop in the middle: what is complete is vouched for, and the next run reads the rest', async () => {
  const bucket = await makeBucket(minio, 'stopped')
  const big = `a\n${'x'.repeat(99)}\n`.repeat(1) + `${'y'.repeat(99)}\n`.repeat(60_000)
  await bucket.put('1.csv', 'a\nfirst\n', '2026-01-01T00:00:00Z')
  await bucket.put('2.csv', big, '2026-01-02T00:00:00Z')
  const proxy = await startFaults(minio.endpoint, [{ key: '2.csv', stall: 3_000_000 }])
  const config = save('stopped.json', configOf('stopped', proxy.endpoint))
  const catalog = save('catalog.json', catalogOf('incremental'))
  const child = start('read', '--config', config, '--catalog', catalog)
  let text = ''
  child.stdout.setEncoding('utf8')
  for await (const chunk of child.stdout) {
    text += chunk as string
    if (text.length > 2_000_000) child.kill('SIGTERM')
  }
  const [code] = child.exitCode === null ? ((await once(child, 'close')) as [number]) : [child.exitCode]
  await proxy.stop()
  expect(code).toBe(143)
  const messages = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Message)
  const states = messages.flatMap((message) => (message.type === 'STATE' ? [message] : []))
  expect(states.at(-1)).toMatchObject({ state: { stream: { stream_state: { history: { '1.csv': '2026-01-01T00:00:00.000000Z' } } } } })
  expect(JSON.stringify(states)).not.toContain('2.csv')
  const again = await run(
    'read',
    '--config',
    save('again.json', configOf('stopped')),
    '--catalog',
    catalog,
    '--state',
    save('state.json', states),
  )
  expect(again.code).toBe(0)
  expect(again.messages.filter(({ type }) => type === 'RECORD')).toHaveLength(60_001)
  expect(again.text).not.toContain('"first"')
})

test('a reader that goes away ends the process quietly', async () => {
  const bucket = await makeBucket(minio, 'gone-reader')
  await bucket.put('a.csv', `a\n${'x\n'.repeat(2_000_000)}`)
  const child = start('read', '--config', save('g.json', configOf('gone-reader')), '--catalog', save('gc.json', catalogOf('full_refresh')))
  child.stdout.once('data', () => child.stdout.destroy())
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  const [code] = (await once(child, 'exit')) as [number]
  expect(code).toBe(1)
  expect(stderr).toBe('')
})

test('a thousand small files: each row once, states few and small', async () => {
  const bucket = await makeBucket(minio, 'many')
  const names = Array.from({ length: 1000 }, (_, n) => String(n).padStart(4, '0'))
  for (let at = 0; at < 1000; at += 50) await Promise.all(names.slice(at, at + 50).map((n) => bucket.put(`${n}.csv`, `a\n${n}\n`)))
  const { code, messages } = await run(
    'read',
    '--config',
    save('m.json', configOf('many')),
    '--catalog',
    save('mc.json', catalogOf('incremental')),
  )
  expect(code).toBe(0)
  const values = messages.flatMap((message) => (message.type === 'RECORD' ? [message.record.data['a']] : []))
  expect([...values].sort()).toEqual(names)
  const states = messages.filter(({ type }) => type === 'STATE')
  expect(states.length).toBeLessThanOrEqual(3)
  const counts = states.map((message) => (message.type === 'STATE' ? (message.state.sourceStats?.recordCount ?? 0) : 0))
  expect(counts.reduce((a, b) => a + b, 0)).toBe(1000)
})

test('a bucket that is open to all needs no credentials', async () => {
  const bucket = await makeBucket(minio, 'open')
  await bucket.put('a.csv', 'a\n1\n')
  await bucket.openToAll()
  const { streams, endpoint } = configOf('open')
  const config = save('open.json', { bucket: 'open', endpoint, streams })
  const child = spawn(process.execPath, [path.resolve('dist/main.js'), 'check', '--config', config], {
    env: { PATH: process.env['PATH'], HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  await once(child, 'close')
  expect(text).toContain('"status":"SUCCEEDED"')
})
