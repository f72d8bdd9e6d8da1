/** The files that were read, by uri, and which of them may be forgotten. */
import type { Json } from '../protocol/messages.js'
import { compareKeys } from './time.js'

/** Times as text (time.ts) by uri. */
export type History = Map<string, string>

/** From this number of files on a history counts as full: it may have forgotten some. As in the reference. */
export const FULL = 10_000

/** More than this is never kept: about 10 MB of state. */
export const LIMIT = 100_000

export interface Entry {
  readonly uri: string
  readonly time: string
}

/** The time of the oldest file; undefined for an empty history. */
export function earliestTime(history: History): string | undefined {
  let earliest: string | undefined
  for (const time of history.values()) if (earliest === undefined || time < earliest) earliest = time
  return earliest
}

/** The newest file; of several with the same time the one with the greatest uri. */
export function newestEntry(history: History): Entry | undefined {
  let newest: Entry | undefined
  for (const [uri, time] of history) if (newest === undefined || isAfter(uri, time, newest)) newest = { uri, time }
  return newest
}

function isAfter(uri: string, time: string, entry: Entry): boolean {
  return time > entry.time || (time === entry.time && compareKeys(uri, entry.uri) > 0)
}

/**
 * Forgets the oldest files of a history that is more than full. What remains must still tell a new file from a forgotten one, so a
 * file is forgotten only
 * - together with all files of its time: else one as old as the earliest that remains could be either;
 * - if it is older than the window: else it would be read again, since unknown files within the window are read;
 * - if a full history remains: a history that is not full takes every unknown file for new.
 * Only beyond LIMIT files go regardless; those within the window are then read again, which is better than losing new ones.
 */
export function forgetOldest(history: History, windowStart: string): void {
  if (history.size <= FULL) return
  const entries = [...history].sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0))
  const forgotten = Math.max(forgettable(entries, windowStart), entries.length - LIMIT)
  for (const [uri] of entries.slice(0, forgotten)) history.delete(uri)
}

/** How many of the entries, oldest first, the three conditions let go. */
function forgettable(entries: readonly (readonly [string, string])[], windowStart: string): number {
  let count = entries.length - FULL
  const last = entries[count - 1]?.[1]
  const next = entries[count]?.[1]
  while (count > 0 && last === next && entries[count - 1]?.[1] === next) count--
  while (count > 0 && (entries[count - 1]?.[1] ?? '') >= windowStart) count--
  return count
}

/** Bytes that an entry takes in the state's JSON. */
export function entryBytes(uri: string, time: string): number {
  return Buffer.byteLength(JSON.stringify(uri)) + time.length + 4
}

export function historyJson(history: History): Json {
  return Object.fromEntries(history)
}
