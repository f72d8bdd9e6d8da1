/** A sync that is killed at any moment and run again ends with the table of one that was left in peace. */
import { afterAll, expect, test } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startMinio } from '../src/testing/minio.js'
import { run } from './support/run.js'
import { configFor, fillBucket } from './support/s3.js'

const MINUTES = 60_000
const KILLS = 10
const FILES = 24
const ROWS_A_FILE = 8_000
const CONTENT =
  'select count(*) as n, count(distinct id) as ids, bit_xor(hash(id, product, price, _ab_source_file_url)) as content from orders'

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'kill-'))
const server = await startMinio()
afterAll(async () => {
  await server.stop()
  fs.rmSync(work, { recursive: true })
})

const row = (id: number): string => `${id},"product, ${id % 97}",${((id * 37) % 900) / 10}\n`
const file = (n: number): string => `id,product,price\n${Array.from({ length: ROWS_A_FILE }, (_, i) => row(n * ROWS_A_FILE + i)).join('')}`
await fillBucket(
  server,
  'kill',
  Array.from({ length: FILES }, (_, n) => ({ key: `${String(n).padStart(3, '0')}.csv`, text: file(n) })),
)
const format = { filetype: 'csv', inference_type: 'Primitive Types Only' }
const config = path.join(work, 's3.json')
fs.writeFileSync(config, JSON.stringify(configFor(server, 'kill', [{ name: 'orders', globs: ['**'], format }])))

const cacheUrl = (name: string): string => `duckdb:${path.join(work, `${name}.duckdb`)}`
const syncArgs = (name: string): readonly string[] => ['dist/cli.js', 'sync', 'source-s3', '--config', config, '--cache', cacheUrl(name)]

async function content(name: string): Promise<string> {
  const { exit, stdout, stderr } = await run(process.execPath, [
    'dist/cli.js',
    'sql',
    CONTENT,
    '--cache',
    cacheUrl(name),
    '--format',
    'json',
  ])
  if (exit !== 0) throw new Error(stderr)
  return stdout
}

async function syncToItsEnd(name: string): Promise<number> {
  const start = Date.now()
  const { exit, stderr } = await run(process.execPath, syncArgs(name))
  expect({ name, exit, stderr: exit === 0 ? '' : stderr }).toEqual({ name, exit: 0, stderr: '' })
  return Date.now() - start
}

/** Gives whether the kill came before the end. */
async function killedSync(name: string, milliseconds: number): Promise<boolean> {
  const child = spawn(process.execPath, syncArgs(name), { stdio: 'ignore' })
  const ended = once(child, 'exit')
  await Promise.race([wait(milliseconds), ended])
  child.kill('SIGKILL')
  const [, signal] = (await ended) as [number | null, string | null]
  return signal === 'SIGKILL'
}

test(
  `killed at ${KILLS} moments`,
  async () => {
    const duration = await syncToItsEnd('in-peace')
    const wanted = await content('in-peace')
    expect(wanted).toContain(String(FILES * ROWS_A_FILE))
    let kills = 0
    for (let i = 1; i <= KILLS; i++) {
      const name = `killed-${i}`
      if (await killedSync(name, (duration * i) / (KILLS + 1))) kills++
      await syncToItsEnd(name)
      expect({ name, content: await content(name) }).toEqual({ name, content: wanted })
    }
    expect(kills).toBeGreaterThanOrEqual(KILLS / 2)
  },
  10 * MINUTES,
)
