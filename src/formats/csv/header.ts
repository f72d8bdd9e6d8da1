import { isUtf8 } from 'node:buffer'
import { DataError } from '../../errors.js'
import type { CsvOptions } from './options.js'
import { nextRow, notText } from './rows.js'
import type { Window } from './window.js'

export interface Head {
  readonly names: readonly string[]
  /** The physical line on which the window's next byte lies. */
  readonly line: number
}

/** Reads up to the first row of data, which is the window's next; undefined for a file without a header, or without any row to name columns after. */
export async function readHead(window: Window, options: CsvOptions, file: string, schemaless = false): Promise<Head | undefined> {
  await requireText(window, file)
  const { dialect, header, skipBefore, skipAfter } = options
  const line = 1 + (await skipLines(window, skipBefore))
  if (header.kind === 'file') {
    const first = await nextRow(window, dialect, file, line)
    if (first === undefined) return undefined
    window.use(first.bytes)
    return {
      names: columnNames(schemaless ? first.fields : first.fields.map((name) => name.trim())),
      line: first.line + (await skipLines(window, skipAfter)),
    }
  }
  const begin = line + (await skipLines(window, skipAfter))
  if (header.kind === 'given') return { names: columnNames(header.names), line: begin }
  const first = await nextRow(window, dialect, file, begin)
  return first === undefined ? undefined : { names: first.fields.map((_, n) => `f${n}`), line: begin }
}

/** Bytes at the beginning of a file that tell whether it has the encoding that is told of it. */
const TELLING = 8192

/** A file that is not in its encoding from the start gives no row at all. */
async function requireText(window: Window, file: string): Promise<void> {
  try {
    while (window.bytes().length < TELLING && (await window.more()));
  } catch (error) {
    // a file that breaks off soon still gives the rows before
    if (error instanceof DataError && error.code === 'encoding') throw error
    window.postpone(error)
  }
  const bytes = window.bytes().subarray(0, TELLING)
  // the last character may be cut
  const fits = [0, 1, 2, 3].some(
    (cut) => isUtf8(bytes.subarray(0, bytes.length - cut)) && (cut === 0 || !window.ended() || window.bytes().length > TELLING),
  )
  if (!fits) throw notText(file)
}

/** Of several columns with one name the last keeps it, and the others get the first numbers that make new names. */
export function columnNames(fields: readonly string[]): readonly string[] {
  const taken = new Set(fields)
  return fields.map((name, at) => {
    if (!fields.includes(name, at + 1)) return name
    let number = 1
    while (taken.has(`${name}_${number}`)) number++
    taken.add(`${name}_${number}`)
    return `${name}_${number}`
  })
}

/** Skips physical lines, quotes in them notwithstanding; gives how many there were. */
async function skipLines(window: Window, count: number): Promise<number> {
  for (let skipped = 0; ; skipped++) {
    if (skipped === count) return skipped
    let end = lineEnd(window)
    while (end === undefined && (await window.more())) end = lineEnd(window)
    if (end === undefined && window.bytes().length === 0) return skipped
    window.use(end ?? window.bytes().length)
  }
}

/** Behind the first line end of the window. */
function lineEnd(window: Window): number | undefined {
  const bytes = window.bytes()
  const at = bytes.findIndex((byte) => byte === 10 || byte === 13)
  if (at < 0) return undefined
  if (bytes[at] === 10) return at + 1
  if (at + 1 >= bytes.length && !window.ended()) return undefined
  return bytes[at + 1] === 10 ? at + 2 : at + 1
}
