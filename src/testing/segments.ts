/** Segment files for tests of caches, written by the spool from records. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { CacheType, Segment, TablePlan, WriteMode } from '../caches/cache.js'
import type { StateMessage } from '../protocol/messages.js'
import { Spool } from '../runner/spool.js'

export const EMITTED_AT = 1_700_000_000_123

export interface PlanOptions {
  readonly mode?: WriteMode
  readonly primaryKey?: readonly string[]
  /** Default: the stream's name. */
  readonly table?: string
}

/** A plan whose columns have the names of their properties. */
export function planOf(stream: string, types: Readonly<Record<string, CacheType>>, options: PlanOptions = {}): TablePlan {
  const columns = Object.entries(types).map(([property, type]) => ({ property, name: property, type }))
  const { mode = 'append', primaryKey = [], table = stream } = options
  return { stream, table, columns, mode, primaryKey, schema: { type: 'object', properties: {} } }
}

/** A folder of segment files, removed with everything in it. */
export interface SegmentFolder {
  readonly path: string
  /** Each datum is the JSON text of a record's `data`. */
  write(plan: TablePlan, data: readonly string[]): Segment
  remove(): void
}

export function segmentFolder(): SegmentFolder {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "it's a cache-"))
  let files = 0
  return {
    path: folder,
    write(plan, data) {
      const directory = path.join(folder, String(files++))
      fs.mkdirSync(directory)
      const onMessage = (line: Buffer): never => {
        throw new Error(`no record: ${line.toString()}`)
      }
      const spool = new Spool({ directory, plans: [plan], onMessage })
      for (const datum of data)
        spool.feed(
          Buffer.from(`{"type":"RECORD","record":{"stream":${JSON.stringify(plan.stream)},"data":${datum},"emitted_at":${EMITTED_AT}}}\n`),
        )
      spool.end()
      const [segment] = spool.take()
      if (segment === undefined) throw new Error('no segment was written')
      return segment
    },
    remove() {
      fs.rmSync(folder, { recursive: true })
    },
  }
}

export const stateOf = (stream: string, position: number): StateMessage => ({
  type: 'STATE',
  state: { type: 'STREAM', stream: { stream_descriptor: { name: stream }, stream_state: { position } } },
})

export const globalState = (position: number, ...streams: readonly string[]): StateMessage => ({
  type: 'STATE',
  state: {
    type: 'GLOBAL',
    global: {
      shared_state: { position },
      stream_states: streams.map((name) => ({ stream_descriptor: { name }, stream_state: { position } })),
    },
  },
})
