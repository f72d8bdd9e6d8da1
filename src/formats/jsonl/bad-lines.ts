import { DataError } from '../../errors.js'
import type { BadLines } from './walker.js'

/** So many places are reported one by one; a file that is broken all through must not fill memory and log. */
const MOST = 20

export interface Place {
  readonly stream?: string
  readonly file: string
}

/** Reports the first bad places of a file as they come, and how many more there were at its end. */
export function reportBadLines(place: Place, report: (error: DataError) => void) {
  let count = 0
  let last: BadLines | undefined
  return {
    add: (lines: BadLines): void => {
      last = lines
      if (count++ < MOST) report(badLineError(place, lines))
    },
    finish: (): void => {
      if (last === undefined || count <= MOST) return
      report(
        new DataError(`${count - MOST} more places hold no record, the last at line ${last.first}.`, {
          code: 'jsonl_bad_lines',
          ...place,
          line: last.first,
        }),
      )
    },
  }
}

export function badLineError(place: Place, lines: BadLines): DataError {
  return new DataError(`${badLineText(lines)}; no record comes of it.`, { code: 'jsonl_bad_line', ...place, line: lines.first })
}

export function badLineText({ first, last, reason }: BadLines): string {
  return last > first ? `Line ${first} (and what follows, to line ${last}) ${reason}` : `Line ${first} ${reason}`
}
