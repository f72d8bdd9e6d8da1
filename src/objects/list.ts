import { compileGlobs } from './match.js'
import type { ObjectInfo, ObjectStore, Split } from './store.js'

export interface Selection {
  readonly globs: readonly string[]
  /** Not empty: only keys with this prefix are listed. */
  readonly legacyPrefix?: string
  /** `YYYY-MM-DDTHH:MM:SS.ffffffZ`: older objects are left out, one of this very time is not. */
  readonly startDate?: string | undefined
  readonly signal?: AbortSignal
}

/** The objects that globs and start date let in, each once, in the order of the listing. */
export async function* listSplits(store: ObjectStore, { globs, legacyPrefix = '', startDate, signal }: Selection): AsyncIterable<Split> {
  const matcher = compileGlobs(globs, legacyPrefix)
  const wanted = ({ key, modified }: ObjectInfo): boolean =>
    !key.endsWith('/') && matcher.matches(key) && (startDate === undefined || modified >= earliest(startDate))
  for (const prefix of matcher.prefixes) {
    for await (const page of store.list(prefix, signal)) {
      for (const object of page) {
        if (wanted(object)) yield { object, uri: object.key, modified: object.modified, part: { kind: 'whole' } }
      }
    }
  }
}

/** The first whole millisecond not before the time, since listings tell no finer ones. */
const earliest = (startDate: string): number => Date.parse(`${startDate.slice(0, 23)}Z`) + (/[1-9]/.test(startDate.slice(23, 26)) ? 1 : 0)
