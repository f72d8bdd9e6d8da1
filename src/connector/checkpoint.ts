import type { Split } from '../objects/store.js'
import type { Json, JsonObject } from '../protocol/messages.js'
import { Cursor } from '../state/cursor.js'
import { isStateDue } from '../state/throttle.js'
import { compareKeys } from '../state/time.js'
import type { StreamConfig } from './config.js'
import type { Session } from './session.js'

/** Which files a stream still needs, and the STATE messages that vouch for those already written. */
export interface Planned {
  readonly file: Split
  /** Files of one slice belong together: one that the policy "Wait for Discover" stops, stops those behind it. */
  readonly slice: number
}

export interface Checkpoint {
  /** The files to read, in order. */
  plan(files: AsyncIterable<Split>): AsyncIterable<Planned>
  emitted(records: number, bytes: number): void
  /** Every record of the file is written. */
  completed(file: Split): void
  /** Some records of the file are missing. */
  failed(file: Split): void
  /** Records written so far. */
  records(): number
  /** The stream is done: its last STATE. */
  finish(): void
  /** The stream ends early: a STATE for what is complete and not yet vouched for. */
  interrupt(): void
}

/** A full refresh reads every file, as the listing comes, and closes with one STATE that says there is no cursor. */
export function fullRefreshCheckpoint(session: Session, name: string): Checkpoint {
  const state = stateWriter(session, name)
  return {
    async *plan(files) {
      let slice = 0
      for await (const file of files) yield { file, slice: slice++ }
    },
    emitted: state.emitted,
    records: state.records,
    completed: () => undefined,
    failed: () => undefined,
    finish: () => {
      state.write({ __ab_no_cursor_state_message: true })
    },
    interrupt: () => undefined,
  }
}

/** Reads what the saved state does not vouch for, oldest first; a STATE whenever one is due, and at the end. */
export function incrementalCheckpoint(session: Session, config: StreamConfig, saved: JsonObject | undefined): Checkpoint {
  const state = stateWriter(session, config.name)
  const cursor = Cursor.fromState(saved, { daysToSync: config.daysToSync, now: Date.now() })
  let owed = false
  const write = (): void => {
    owed = false
    state.write(cursor.toState())
  }
  if (cursor.isFull)
    session.log.warn(`Stream ${config.name}: the history of read files is full; older files that it does not know are left out.`)
  return {
    plan: (files) => byTime(wanted(files, cursor, session, config.name)),
    emitted: state.emitted,
    records: state.records,
    completed: (file) => {
      cursor.completed(file)
      owed = true
      if (isStateDue({ ...state.sinceLast(), stateBytes: cursor.stateBytes })) write()
    },
    failed: (file) => {
      cursor.failed(file)
    },
    finish: () => {
      if (owed || !state.isComplete()) write()
    },
    interrupt: () => {
      if (owed) write()
    },
  }
}

async function* wanted(files: AsyncIterable<Split>, cursor: Cursor, { log }: Session, stream: string): AsyncIterable<Split> {
  for await (const file of files) {
    const decision = cursor.shouldRead(file)
    if (decision.read) yield file
    else if (decision.reason === 'older-than-known') {
      log.warn(`Stream ${stream}: ${file.uri} is older than the version that was read before; it is not read again.`)
    }
  }
}

/** All of them, by time and then by key; those of one time are a slice. */
async function* byTime(files: AsyncIterable<Split>): AsyncIterable<Planned> {
  const all: Split[] = []
  for await (const file of files) all.push(file)
  all.sort((a, b) => a.modified - b.modified || compareKeys(a.uri, b.uri))
  for (const file of all) yield { file, slice: file.modified }
}

/** Writes the STATE messages of a stream, each with the number of records since the one before. */
function stateWriter({ output }: Session, name: string) {
  let total = 0
  let counted = 0
  let bytes = 0
  let last: number | undefined
  return {
    emitted: (records: number, recordBytes: number): void => {
      total += records
      bytes += recordBytes
    },
    records: (): number => total,
    /** Is there a STATE, and does it count every record? */
    isComplete: (): boolean => last !== undefined && counted === total,
    sinceLast: () => ({ elapsed: last === undefined ? undefined : Date.now() - last, recordBytes: bytes }),
    write: (stream_state: Json): void => {
      const stream = { stream_descriptor: { name }, stream_state }
      output.message({ type: 'STATE', state: { type: 'STREAM', stream, sourceStats: { recordCount: total - counted } } })
      counted = total
      bytes = 0
      last = Date.now()
    },
  }
}
