import type { CsvOptions } from './options.js'
import { nextRow } from './rows.js'
import type { Window } from './window.js'

export interface Head {
  readonly names: readonly string[]
  /** The physical line on which the window's next byte lies. */
  readonly line: number
}

/** Reads up to the first row of data, which is the window's next; undefined for a file without a header, or without any row to name columns after. */
export async function readHead(window: Window, options: CsvOptions, file: string): Promise<Head | undefined> {
  const { dialect, header, skipBefore, skipAfter } = options
  const line = 1 + (await skipLines(window, skipBefore))
  if (header.kind === 'file') {
    const first = await nextRow(window, dialect, file, line)
    if (first === undefined) return undefined
    window.use(first.bytes)
    return { names: columnNames(first.fields), line: first.line + (await skipLines(window, skipAfter)) }
  }
  const begin = line + (await skipLines(window, skipAfter))
  if (header.kind === 'given') return { names: columnNames(header.names), line: begin }
  const first = await nextRow(window, dialect, file, begin)
  return first === undefined ? undefined : { names: first.fields.map((_, n) => `f${n}`), line: begin }
}

/** Trimmed; of several columns with one name the last keeps it, and the others get the first numbers that make new names. */
export function columnNames(fields: readonly string[]): readonly string[] {
  const trimmed = fields.map((name) => name.trim())
  const taken = new Set(trimmed)
  return trimmed.map((name, at) => {
    if (!trimmed.includes(name, at + 1)) return name
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
