/** The incremental cursor of a stream: which files are to be read, and what the state says of those that were. */
import { SystemError } from '../errors.js'
import type { Json, JsonObject } from '../protocol/messages.js'
import { MODIFIED_FIELD } from '../protocol/record.js'
import { earliestTime, entryBytes, forgetOldest, FULL, historyJson, newestEntry, type History } from './history.js'
import { isObject } from './json.js'
import { savedTime, timeText } from './time.js'
import { convertV3State, isV3State } from './v3.js'

const DAY_MS = 86_400_000

/** What the cursor needs of a split: `modified` in milliseconds since 1970. */
export interface File {
  readonly uri: string
  readonly modified: number
}

export interface CursorOptions {
  /** The stream's option days_to_sync_if_history_is_full, at least 1. */
  readonly daysToSync: number
  /** Milliseconds since 1970. */
  readonly now: number
}

/**
 * `known`: read before, and not changed since. `older-than-known`: read before with a newer time, which is worth a warning.
 * `before-history`: older than a history that is full, and than the window. `before-v3-min`: read by version 3.
 */
export type Decision =
  { readonly read: true } | { readonly read: false; readonly reason: 'known' | 'older-than-known' | 'before-history' | 'before-v3-min' }

/** What a saved state says. */
interface Start {
  readonly history: History
  /** Files that failed although they are older than all that the full history remembers. */
  readonly unread: History
  readonly minimum: string | undefined
  readonly converting: boolean
}

const READ: Decision = { read: true }

/**
 * `shouldRead` answers by the state that the sync began with, whatever was completed since. `completed` and `failed` are told when
 * the last record of a file is written, or never will be.
 */
export class Cursor {
  readonly #start: Start & { readonly known: ReadonlyMap<string, string>; readonly earliest: string | undefined }
  readonly #windowStart: string
  readonly #history: History
  readonly #unread: History
  #bytes = 100
  #tidyAt: number

  private constructor(start: Start, { daysToSync, now }: CursorOptions) {
    const { history, unread } = start
    this.#start = { ...start, known: new Map(history), earliest: history.size < FULL ? undefined : earliestTime(history) }
    this.#windowStart = timeText(Math.max(0, now - daysToSync * DAY_MS))
    this.#history = history
    this.#unread = new Map(unread)
    this.#tidyAt = history.size + FULL
    for (const [uri, time] of history) this.#bytes += entryBytes(uri, time)
  }

  /** From a stream's saved state, of version 4 or 3. Throws SystemError (`state_form`, `state_time`) if it can't be understood. */
  static fromState(state: JsonObject | undefined, options: CursorOptions): Cursor {
    return new Cursor(startOf(state ?? {}), options)
  }

  /** Whether the history may have forgotten files, so that unknown files older than it and the window are not read. */
  get isFull(): boolean {
    return this.#history.size >= FULL
  }

  /** About the bytes of the state's JSON. */
  get stateBytes(): number {
    return this.#bytes
  }

  shouldRead({ uri, modified }: File): Decision {
    const { known, unread, minimum, converting, earliest } = this.#start
    const time = timeText(modified)
    if (minimum !== undefined && time < minimum) return skip('before-v3-min')
    if (converting) return READ
    const before = known.get(uri)
    if (before !== undefined) return time > before ? READ : skip(time === before ? 'known' : 'older-than-known')
    if (earliest === undefined || time >= earliest || time >= this.#windowStart || unread.has(uri)) return READ
    return skip('before-history')
  }

  /** Every record of the file was written. */
  completed({ uri, modified }: File): void {
    const time = timeText(modified)
    if (!this.#history.has(uri)) this.#bytes += entryBytes(uri, time)
    this.#history.set(uri, time)
    this.#unread.delete(uri)
    if (this.#history.size >= this.#tidyAt) this.#tidy()
  }

  /** The file was not read to its end: the next sync tries it again. */
  failed({ uri, modified }: File): void {
    const time = timeText(modified)
    this.#unread.set(uri, time)
    if ((this.#history.get(uri) ?? '') >= time) this.#history.delete(uri)
  }

  /** The stream_state of version 4, as the reference writes it; `unread_files` only if a full history would lose them. */
  toState(): JsonObject {
    this.#tidy()
    const newest = newestEntry(this.#history)
    const unread = this.#endangered()
    const minimum = this.#start.minimum
    return {
      history: historyJson(this.#history),
      [MODIFIED_FIELD]: newest === undefined ? null : `${newest.time}_${newest.uri}`,
      ...(minimum !== undefined && { v3_min_sync_date: minimum }),
      ...(unread.size > 0 && { unread_files: historyJson(unread) }),
    }
  }

  /** Failed files that the next sync would take for forgotten ones. */
  #endangered(): History {
    const earliest = this.isFull ? earliestTime(this.#history) : undefined
    return new Map(earliest === undefined ? [] : [...this.#unread].filter(([, time]) => time < earliest))
  }

  #tidy(): void {
    const before = this.#history.size
    forgetOldest(this.#history, this.#windowStart)
    this.#tidyAt = this.#history.size + FULL
    if (this.#history.size === before) return
    this.#bytes = 100
    for (const [uri, time] of this.#history) this.#bytes += entryBytes(uri, time)
  }
}

const skip = (reason: (Decision & { read: false })['reason']): Decision => ({ read: false, reason })

function startOf(state: JsonObject): Start {
  if (isV3State(state)) return { ...convertV3State(state), unread: new Map(), converting: true }
  const { history, unread_files: unread, v3_min_sync_date: minimum } = state
  return {
    history: timesOf(history, 'history'),
    unread: timesOf(unread, 'unread_files'),
    minimum: minimum === undefined || minimum === null ? undefined : timeOf(minimum, 'v3_min_sync_date'),
    converting: false,
  }
}

function timesOf(json: Json | undefined, key: string): History {
  if (json === undefined || json === null) return new Map()
  if (!isObject(json)) throw new SystemError(`The saved state's "${key}" is no object; reset the stream.`, { code: 'state_form' })
  return new Map(Object.entries(json).map(([uri, time]) => [uri, timeOf(time, uri)]))
}

function timeOf(json: Json, key: string): string {
  const time = savedTime(json)
  if (time !== undefined) return time
  throw new SystemError(`The saved state has no time of the form YYYY-MM-DDTHH:MM:SS.ffffffZ for "${key}"; reset the stream.`, {
    code: 'state_time',
  })
}
