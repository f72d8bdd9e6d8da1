/** What a spool makes of a connector's output: its messages, and the rows of its segment files as DuckDB reads them. */
import type { DuckDBInstance } from '@duckdb/node-api'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { TablePlan } from '../caches/cache.js'
import { Spool } from '../runner/spool.js'

export interface Spooled {
  readonly messages: readonly string[]
  readonly torn: boolean
  /** By stream; values as text, null where there is none. */
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, string | null>>[]>>
  readonly counted: Readonly<Record<string, number>>
  readonly segments: number
}

export async function spooled(plans: readonly TablePlan[], chunks: Iterable<Uint8Array>, segmentBytes?: number): Promise<Spooled> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'spool-'))
  const messages: string[] = []
  const counted: Record<string, number> = {}
  try {
    const spool = new Spool({
      directory,
      plans,
      ...(segmentBytes === undefined ? {} : { segmentBytes }),
      onMessage: (line) => messages.push(line.toString('latin1')),
      onRecords: (stream, records) => {
        counted[stream] = (counted[stream] ?? 0) + records
      },
    })
    for (const chunk of chunks) spool.feed(chunk)
    const { torn } = spool.end()
    const segments = spool.take()
    const rows: Record<string, Record<string, string | null>[]> = {}
    for (const { stream, path: file, records } of segments) {
      const read = await readSegment(file)
      if (read.length !== records) throw new Error(`${String(read.length)} rows in a segment of ${String(records)}`)
      ;(rows[stream] ??= []).push(...read)
    }
    return { messages, torn, rows, counted, segments: segments.length }
  } finally {
    fs.rmSync(directory, { recursive: true })
  }
}

let database: Promise<DuckDBInstance> | undefined

async function readSegment(file: string): Promise<Record<string, string | null>[]> {
  database ??= import('@duckdb/node-api').then((driver) => driver.DuckDBInstance.create(':memory:', { threads: '1' }))
  const connection = await (await database).connect()
  try {
    await connection.run("SET TimeZone = 'UTC'")
    const result = await connection.runAndReadAll(`SELECT COLUMNS(*)::VARCHAR FROM read_parquet('${file.replaceAll("'", "''")}')`)
    return result.getRowObjectsJson() as Record<string, string | null>[]
  } finally {
    connection.closeSync()
  }
}
