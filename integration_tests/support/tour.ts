/** The folder in which the README's commands run: s3.json, a catalog, a bucket with what they read, and the programs on the PATH. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startMinio } from '../../src/testing/minio.js'
import type { CatalogMessage, JsonObject } from '../../src/protocol/messages.js'
import { run, type Ended } from './run.js'
import { configFor, fillBucket } from './s3.js'

export interface Tour {
  readonly folder: string
  /** Runs a command of the README in the folder. */
  command(line: string): Promise<Ended>
  stop(): Promise<void>
}

const STREAMS: readonly JsonObject[] = [
  { name: 'orders', globs: ['orders/**/*.csv*'], format: { filetype: 'csv', inference_type: 'Primitive Types Only' } },
  { name: 'events', globs: ['events/**/*.jsonl*'], format: { filetype: 'jsonl' } },
]
const OBJECTS = [
  { key: 'orders/2026/01.csv', text: 'id,product\n1,bolt\n2,nut\n' },
  { key: 'orders/2026/02.csv.gz', text: 'id,product\n3,hinge\n', gzip: true },
  { key: 'events/day.jsonl', text: '{"id":1,"type":"view"}\n' },
]

export async function startTour(name: string): Promise<Tour> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'readme-'))
  fs.chmodSync(folder, 0o755) // the image's user reads it too
  const server = await startMinio()
  await fillBucket(server, name, OBJECTS)
  fs.writeFileSync(path.join(folder, 's3.json'), JSON.stringify(configFor(server, name, STREAMS)))
  const programs = path.join(folder, 'programs')
  const env = { npm_config_prefix: programs, PATH: `${path.join(programs, 'bin')}:${process.env['PATH'] ?? ''}` }
  const installed = await run('npm', ['install', '--global', '.', '--no-audit', '--no-fund'], { env })
  if (installed.exit !== 0) throw new Error(installed.stderr)
  return {
    folder,
    command: (line) => run('sh', ['-c', line], { cwd: folder, env, timeout: 600 }),
    stop: async () => {
      await server.stop()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The catalog that a user makes of what discover answered: every stream in full. */
export function catalogOf(message: CatalogMessage): string {
  const configured = message.catalog.streams.map((stream) => ({ stream, sync_mode: 'full_refresh', destination_sync_mode: 'overwrite' }))
  return JSON.stringify({ streams: configured })
}
