import { isUtf8 } from 'node:buffer'
import { DataError } from '../../errors.js'
import { countLines, parseRow, type Dialect } from './row.js'
import type { Window } from './window.js'

/** A row with the physical line on which it begins, counted from 1. */
export interface NumberedRow {
  readonly fields: readonly string[]
  readonly line: number
}

const LF = 10
const CR = 13

/** A row of more bytes is beyond what any destination takes; most likely one of its quotes is never closed. */
export const LONGEST_ROW = 128 * 1024 * 1024

/** Codes of errors of rows that have no end. */
export const ENDLESS: readonly string[] = ['csv_quote', 'csv_row_too_long']

/**
 * The rows from the window's beginning to the end of the file, in batches; blank lines are none. Throws DataError, after the rows
 * before, for bytes that are not UTF-8 and for a quote that is never closed.
 */
export async function* rowsOf(window: Window, dialect: Dialect, file: string, firstLine: number): AsyncIterable<readonly NumberedRow[]> {
  let line = firstLine
  let wanted = 1
  for (;;) {
    while (window.bytes().length < wanted && (await window.more()));
    const taken = takeRows(window.bytes(), window.ended(), dialect, line)
    if (taken.rows.length > 0) yield taken.rows
    if (taken.problem !== undefined) throw problemOf(taken.problem, file, taken.line)
    line = taken.line
    window.use(taken.used)
    if (window.ended() && window.bytes().length === 0) return
    if (taken.used === 0) requireEnd(window.bytes().length, file, line)
    // a row that does not end here is looked at again once there is twice as much of it
    wanted = taken.used > 0 ? window.bytes().length + 1 : 2 * window.bytes().length
  }
}

export interface Taken {
  readonly rows: readonly NumberedRow[]
  readonly used: number
  /** Of the first row that was not taken. */
  readonly line: number
  readonly problem: 'encoding' | 'quote' | undefined
}

/** The rows at the beginning of `bytes`, up to one that does not end there or cannot be read; `ended`: nothing comes behind. */
export function takeRows(bytes: Uint8Array, ended: boolean, dialect: Dialect, firstLine: number): Taken {
  const { text, ahead, length, broken } = textOf(bytes, ended)
  const rows: NumberedRow[] = []
  let [at, line] = [0, firstLine]
  let problem: Taken['problem'] = broken ? 'encoding' : undefined
  while (at < text.length) {
    const row = parseRow(ahead, at, dialect, ended && !broken)
    if (row === undefined) break
    if (row.unterminated) {
      problem = 'quote'
      break
    }
    if (row.fields.length > 0) rows.push({ fields: row.fields, line })
    line += countLines(text, at, row.next)
    at = row.next
  }
  return { rows, used: at === text.length ? length : Buffer.byteLength(text.slice(0, at)), line, problem }
}

/** The next row, or blank line, of the window, and the line behind it; undefined at the end of the file. Uses up nothing. */
export async function nextRow(
  window: Window,
  dialect: Dialect,
  file: string,
  line: number,
): Promise<(NumberedRow & { readonly bytes: number }) | undefined> {
  for (;;) {
    const { text, ahead, broken } = textOf(window.bytes(), window.ended())
    const row = text === '' ? undefined : parseRow(ahead, 0, dialect, window.ended() && !broken)
    if (row?.unterminated === true) throw problemOf('quote', file, line)
    if (row !== undefined)
      return { fields: row.fields, line: line + countLines(text, 0, row.next), bytes: Buffer.byteLength(text.slice(0, row.next)) }
    if (broken) throw problemOf('encoding', file, line + countLines(text, 0, text.length))
    if (window.ended()) return undefined
    const has = window.bytes().length
    requireEnd(has, file, line)
    const wanted = Math.max(1, 2 * has)
    while (window.bytes().length < wanted && (await window.more()));
  }
}

/** The text of the whole lines at the window's beginning, as far as they are UTF-8. */
function textOf(bytes: Uint8Array, ended: boolean) {
  const whole = ended ? bytes.length : Math.max(bytes.lastIndexOf(LF), bytes.lastIndexOf(CR)) + 1
  const length = isUtf8(bytes.subarray(0, whole)) ? whole : goodPart(bytes, whole)
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('utf8')
  const broken = length < whole
  // a CR at the end is a line end by itself if something follows; the LF of the same line end would have been good too
  return { text, ahead: broken ? `${text}.` : text, length, broken }
}

/** The length of the lines before the first that is not UTF-8. */
function goodPart(bytes: Uint8Array, end: number): number {
  let start = 0
  for (let at = 0; at < end; at++) {
    if (bytes[at] !== LF && bytes[at] !== CR) continue
    if (!isUtf8(bytes.subarray(start, at + 1))) return start
    start = at + 1
  }
  return start
}

/** Throws DataError if that much of the row of the line does not have its end. */
export function requireEnd(bytes: number, file: string, line: number, longest = LONGEST_ROW): void {
  if (bytes < longest) return
  throw new DataError(
    `${file}: the row of line ${line} does not end within ${Math.floor(longest / 1024 / 1024)} MiB. Close its quotes, or set quote_char to what the file uses.`,
    { code: 'csv_row_too_long', file, line },
  )
}

export function problemOf(problem: 'encoding' | 'quote', file: string, line: number): DataError {
  return problem === 'quote'
    ? new DataError(
        `${file}: the quote that opens in the row of line ${line} is never closed. Close it, or set quote_char to what the file uses.`,
        {
          code: 'csv_quote',
          file,
          line,
        },
      )
    : notText(file, line)
}

export const notText = (file: string, line?: number): DataError =>
  new DataError(
    `${file}${line === undefined ? '' : `: line ${line}`} is not text in the encoding utf8. Set the stream's encoding to the one that the file has.`,
    {
      code: 'encoding',
      file,
      line,
    },
  )
