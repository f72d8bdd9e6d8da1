/** The rows of a window → blocks of RECORD lines. */
import type { Block } from '../format.js'
import type { RowEncoder } from './encode.js'
import type { Machine } from './machine.js'
import type { Dialect } from './row.js'
import { problemOf, requireEnd, takeRows, type Taken } from './rows.js'
import type { Window } from './window.js'

export interface Rows {
  readonly window: Window
  readonly machine: Machine
  readonly encoder: RowEncoder
  readonly dialect: Dialect
  readonly file: string
  /** The physical line on which the window begins. */
  readonly line: number
  /** Whether the kernel may take rows. */
  readonly plain: boolean
  /** The most bytes of a row. */
  readonly longest: number
  /** Tells of values of a column that do not fit and stay text. */
  misfits(column: number, count: number): void
}

/** The slow way takes so many bytes at a time: few after a lone row that the kernel declined, more where it declines many. */
const SHORTEST = 256
/** So much taken by the kernel between two rows that it declines is worth coming back to it at once. */
const PLENTY = 512
const LONGEST = 256 * 1024

/** A function that makes blocks of the rows which the window has, and leaves in it what needs more bytes. Throws DataError and StopForDiscover, after the records before. */
export function recordBlocks(rows: Rows): () => Iterable<Block> {
  const { window, machine, encoder, dialect, file, plain } = rows
  let { line } = rows
  let records = 0
  let stretch = plain ? SHORTEST : LONGEST

  function* flush(): Generator<Block> {
    if (records > 0) yield { bytes: machine.take(), records }
    records = 0
  }

  /** slow: the next row is for the slow way. more: it does not end here. */
  const takePlain = (): 'again' | 'slow' | 'more' => {
    const { used, declined, ...taken } = machine.scan(window.bytes())
    window.use(used)
    line += taken.lines
    records += taken.records
    for (const [column, count] of taken.misfits) rows.misfits(column, count)
    if (used >= PLENTY) stretch = SHORTEST
    if (machine.full()) return 'again'
    if (declined || (used === 0 && window.ended())) return 'slow'
    return used > 0 ? 'again' : 'more'
  }

  function* write(lines: string, count: number): Generator<Block> {
    if (!machine.put(lines)) {
      yield* flush()
      if (!machine.put(lines)) {
        yield { bytes: Buffer.from(lines), records: count }
        return
      }
    }
    records += count
  }

  /** False: the next row does not end here. */
  function* takeSlowly(): Generator<Block, boolean> {
    const bytes = window.bytes().subarray(0, stretch)
    const isAll = bytes.length === window.bytes().length
    const taken = takeRows(bytes, isAll && window.ended(), dialect, line)
    const { lines, count, error } = encodeRows(taken, encoder, file)
    yield* write(lines, count)
    if (error !== undefined) throw error
    window.use(taken.used)
    line = taken.line
    stretch = taken.used > 0 ? Math.min(2 * stretch, LONGEST) : 2 * stretch
    if (taken.used === 0 && isAll) requireEnd(bytes.length, file, line, rows.longest)
    return taken.used > 0 || !isAll
  }

  function* takeAll(): Generator<Block> {
    while (window.bytes().length > 0) {
      if (machine.full()) yield* flush()
      const next = plain ? takePlain() : 'slow'
      if (next === 'more' || (next === 'slow' && !(yield* takeSlowly()))) return
    }
  }

  return function* () {
    try {
      yield* takeAll()
    } catch (error) {
      yield* flush()
      throw error
    }
    yield* flush()
  }
}

/** The RECORD lines of the rows, up to an error. */
function encodeRows(taken: Taken, encoder: RowEncoder, file: string): { lines: string; count: number; error: Error | undefined } {
  let [lines, count] = ['', 0]
  try {
    for (const row of taken.rows) {
      const text = encoder.encode(row)
      lines += text
      if (text !== '') count++
    }
  } catch (error) {
    return { lines, count, error: error as Error }
  }
  return { lines, count, error: taken.problem === undefined ? undefined : problemOf(taken.problem, file, taken.line) }
}
