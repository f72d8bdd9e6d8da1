/** States that version 3 of the reference connector saved: the files by day, and a cursor without a key. */
import { SystemError } from '../errors.js'
import type { Json, JsonObject } from '../protocol/messages.js'
import { isObject } from './json.js'
import { timeText } from './time.js'

const CURSOR = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Version 3 told days, not times, so files of the last hour before its cursor are read again; older ones are taken for known. */
const BUFFER_MS = 3_600_000

export interface ConvertedState {
  /** The time of each known file by its uri. */
  readonly history: Map<string, string>
  /** Files older than this are never read. */
  readonly minimum: string
}

/** Whether this stream state was saved by version 3: its cursor is a bare time, and its history, if it has one, goes by days. */
export function isV3State(state: JsonObject): boolean {
  const { _ab_source_file_last_modified: cursor, history } = state
  if (typeof cursor !== 'string' || !CURSOR.test(cursor) || Number.isNaN(Date.parse(cursor))) return false
  const [first] = isObject(history) ? Object.keys(history) : []
  return first === undefined || DAY.test(first)
}

/** `{"history":{"2026-01-01":["a.csv"]},"_ab_source_file_last_modified":"2026-01-01T02:03:04Z"}` → times by file. Throws SystemError. */
export function convertV3State(state: JsonObject): ConvertedState {
  const cursor = state._ab_source_file_last_modified as string
  const history = new Map<string, string>()
  for (const [day, files] of Object.entries(isObject(state.history) ? state.history : {})) {
    const time = timeOfDay(day, cursor)
    for (const uri of filesOf(day, files)) if (time > (history.get(uri) ?? '')) history.set(uri, time)
  }
  return { history, minimum: timeText(Date.parse(cursor) - BUFFER_MS) }
}

/** The latest time that the file can have had when version 3 had read everything up to the cursor. */
function timeOfDay(day: string, cursor: string): string {
  const last = cursor.slice(0, 10)
  if (day === last) return timeText(Date.parse(cursor))
  return day < last ? `${day}T23:59:59.999999Z` : `${day}T00:00:00.000000Z`
}

function filesOf(day: string, files: Json): readonly string[] {
  if (DAY.test(day) && Array.isArray(files) && files.every((uri) => typeof uri === 'string')) return files
  throw new SystemError(`The saved state has no list of files under "${day}"; reset the stream.`, { code: 'state_form' })
}
