/**
 * When a STATE message is due.
 *
 * A state names up to 10,000 files and more, so one after each file would write the square of the number of files. Two rules bound
 * the output: by size, a state comes at the earliest when 16 times its own size was written in records, so that states never
 * make up more than a sixteenth of the output; by time, one comes after ten minutes in any case, as from the reference. The size
 * rule lets a state come early and often while it is small, because a reader commits its rows at states.
 */
export const STATE_INTERVAL_MS = 600_000
export const STATE_PAUSE_MS = 1_000
export const RECORDS_PER_STATE = 16

export interface SinceLastState {
  /** Milliseconds since the last STATE of this stream; undefined if there was none in this sync. */
  readonly elapsed: number | undefined
  /** Bytes of this stream's RECORD lines since then. */
  readonly recordBytes: number
  /** Bytes that the state would take now. */
  readonly stateBytes: number
}

/** The first one at once; what is withheld is owed at the end of the stream, whatever this says. */
export function isStateDue({ elapsed, recordBytes, stateBytes }: SinceLastState): boolean {
  if (elapsed === undefined || elapsed >= STATE_INTERVAL_MS) return true
  return elapsed >= STATE_PAUSE_MS && recordBytes >= RECORDS_PER_STATE * stateBytes
}
