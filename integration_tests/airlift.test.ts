/** The command line as a user meets it: real processes, a real bucket, a real database. */
import { afterAll, expect, test } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startFaults } from '../src/testing/faults.js'
import { makeBucket, startMinio } from '../src/testing/minio.js'
import { run } from './support/run.js'
import { configFor } from './support/s3.js'

const minio = await startMinio()
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'airlift-test-'))
afterAll(async () => {
  await minio.stop()
  fs.rmSync(work, { recursive: true })
})

const CLI = path.resolve('dist/cli.js')
const airlift = (...argv: string[]): ReturnType<typeof run> => run(process.execPath, [CLI, ...argv])
const save = (name: string, content: string): string => {
  const file = path.join(work, name)
  fs.writeFileSync(file, content)
  return file
}
const cacheAt = (name: string): string => `duckdb:${path.join(work, `${name}.duckdb`)}`
const stream = { name: 'rows', globs: ['**/*.csv'], format: { filetype: 'csv' } }

const bucket = await makeBucket(minio, 'airlift')
await bucket.put('1.csv', 'id,name\n1,Zoë\n2,"a, b"\n', '2026-01-01T00:00:00Z')
const config = save('s3.json', JSON.stringify(configFor(minio, 'airlift', [stream])))

test('sync, again with a new file, and a summary for programs', async () => {
  const cache = cacheAt('sync')
  const first = await airlift('sync', 'source-s3', '--config', config, '--cache', cache)
  expect(first).toMatchObject({ exit: 0, stdout: '', stderr: expect.stringContaining('2 records in') })
  await bucket.put('2.csv', 'id,name\n3,c\n', '2026-01-02T00:00:00Z')
  const second = await airlift('sync', 'source-s3', '--config', config, '--cache', cache, '--json')
  expect(JSON.parse(second.stdout)).toMatchObject({
    records: 1,
    streams: [{ stream: 'rows', status: 'complete', records: 1, committed: 1 }],
    state: [{ type: 'STREAM' }],
  })
  const { stdout } = await airlift('sql', 'select id, name from rows order by id', '--cache', cache, '--format', 'csv')
  expect(stdout).toBe('id,name\n1,Zoë\n2,"a, b"\n3,c\n')
  const again = await airlift('sync', 'source-s3', '--config', config, '--cache', cache, '--full-refresh', '--json')
  expect(JSON.parse(again.stdout)).toMatchObject({ records: 3 })
})

test('check, streams, preview and spec', async () => {
  expect(await airlift('check', 'source-s3', '--config', config)).toMatchObject({ exit: 0, stdout: expect.stringContaining('works') })
  expect((await airlift('streams', 'source-s3', '--config', config)).stdout).toContain('id, name')
  const preview = await airlift('preview', 'source-s3', '--config', config, '--stream', 'rows', '--limit', '1', '--json')
  expect(JSON.parse(preview.stdout)).toMatchObject({ id: '1', name: 'Zoë' })
  expect((await airlift('spec', 'source-s3')).stdout).toContain('streams[].globs')
  const broken = save('broken.json', JSON.stringify(configFor(minio, 'no-such-bucket', [stream])))
  expect(await airlift('check', 'source-s3', '--config', broken)).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('no-such-bucket'),
  })
})

test('a configuration in YAML, its secret from the environment', async () => {
  const yaml = `bucket: airlift
endpoint: ${minio.endpoint}
credentials: { auth_type: iam_user, aws_access_key_id: ${minio.accessKeyId}, aws_secret_access_key: "\${S3_SECRET_FOR_TEST}" }
streams:
  - { name: rows, globs: ["**/*.csv"], format: { filetype: csv } }
`
  const file = save('s3.yaml', yaml)
  const missing = await airlift('check', 'source-s3', '--config', file)
  expect(missing).toMatchObject({ exit: 2, stderr: expect.stringContaining('S3_SECRET_FOR_TEST') })
  process.env['S3_SECRET_FOR_TEST'] = minio.secretAccessKey
  expect(await airlift('check', 'source-s3', '--config', file)).toMatchObject({ exit: 0 })
})

test.each([
  [['fly'], 'unknown command: fly'],
  [['sync'], 'needs a SOURCE'],
  [['sync', 'source-s3'], 'needs --config'],
  [['sync', 'source-s3', '--config', 'x', '--nonsense'], '--nonsense'],
  [['sync', 'source-s3', '--config', 'x', '--strategy', 'best'], '--strategy'],
  [['sync', 'npm:source-x', '--config', config], 'npm'],
  [['sync', 'source-s3', '--config', config, '--cache', 'postgres://user:secret@host/db'], 'Postgres'],
  [['sql', 'select 1', '--config', 'x'], 'does not take --config'],
])('wrong usage %j', async (argv, words) => {
  const { exit, stdout, stderr } = await airlift(...argv)
  expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
  expect(stderr).toContain(words)
  expect(stderr).not.toContain('secret@')
})

test('help of every command shows an example', async () => {
  for (const command of ['sync', 'check', 'streams', 'preview', 'spec', 'sql']) {
    expect(await airlift(command, '--help')).toMatchObject({ exit: 0, stdout: expect.stringContaining(`example: airlift ${command}`) })
  }
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s: the connector is stopped, what is complete is in the cache, and the next run goes on', async (signal, code) => {
  const name = signal.toLowerCase()
  const own = await makeBucket(minio, name)
  await own.put('1.csv', 'id\nfirst\n', '2026-01-01T00:00:00Z')
  await own.put('2.csv', `id\n${'x'.repeat(99)}\n${'second\n'.repeat(600_000)}`, '2026-01-02T00:00:00Z')
  const proxy = await startFaults(minio.endpoint, [{ key: '2.csv', stall: 3_000_000 }])
  const slow = save(`${name}.json`, JSON.stringify(configFor({ ...minio, endpoint: proxy.endpoint }, name, [stream])))
  const child = spawn(process.execPath, [CLI, 'sync', 'source-s3', '--config', slow, '--cache', cacheAt(name)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.setEncoding('utf8')
  for await (const text of child.stderr) {
    stderr += text as string
    if (!child.killed && /[1-9][\d,]* records/.test(stderr)) child.kill(signal)
  }
  if (child.exitCode === null) await once(child, 'close')
  await proxy.stop()
  expect(child.exitCode).toBe(code)
  expect(stderr).toContain('the next sync goes on from there')
  const rows = async (): Promise<string> =>
    (await airlift('sql', 'select count(*) n, count(distinct id) d from rows', '--cache', cacheAt(name), '--format', 'csv')).stdout
  expect(await rows()).toBe('n,d\n1,1\n')
  const whole = save(`${name}-whole.json`, JSON.stringify(configFor(minio, name, [stream])))
  expect(await airlift('sync', 'source-s3', '--config', whole, '--cache', cacheAt(name))).toMatchObject({ exit: 0 })
  expect(await rows()).toBe('n,d\n600002,3\n')
})
