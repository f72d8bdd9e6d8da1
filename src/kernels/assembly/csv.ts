// Rows of CSV become RECORD lines, from bytes to bytes. A row that is not plain is declined, not judged: formats/csv/ decides on it. A row
// is plain if it has as many values as the file has columns, nothing stands behind a closing quote, no line end is escaped, and each
// value is JSON of its column's type as it stands. UTF-8 is checked by whoever called.
//
// A value is first written as the inside of a JSON string. All that is asked of it (is it null, a number, a word?) is asked of that text.
//
// A column, 32 bytes: 0 kind, 4 what stands before its value, 8 the length of that, 12 whether it can be null, 16 whether an empty value
// that does not fit stays as it is, 20 how many did, 24 the last row of those
// Lists of words: see csv/words.ts
import { isNumber } from './csv/numbers'
import { copy, put } from './csv/text'
import { isWord } from './csv/words'

const DROPPED: u32 = 0
const STRING: u32 = 1
const INTEGER: u32 = 2
const NUMBER: u32 = 3
const BOOLEAN: u32 = 4
const EMPTY: u32 = 6 // nothing but null
const COLUMN: u32 = 32

// Why scan() stopped
const MORE: u32 = 0 // the input ends here, or within a row
const FULL: u32 = 1
const DECLINED: u32 = 2

const LF: u32 = 10
const CR: u32 = 13
const NULL: u32 = 0x6c6c756e

let columns: usize = 0
let columnsEnd: usize = 0
let nulls: usize = 0
let trues: usize = 0
let falses: usize = 0
let delimiter: u32 = 0
let quote: u32 = 0
let escape: u32 = 0 // more than any byte: there is none
let doubled: bool = false
let before: usize = 0
let beforeLength: u32 = 0
let after: usize = 0
let afterLength: u32 = 0
let reason_: u32 = 0
let written_: u32 = 0
let records_: u32 = 0
let lines_: u32 = 0
let misfits_: u32 = 0
let row: u32 = 0 // a number of its own

export function base(): usize {
  return __heap_base
}

export function dialect(d: u32, q: u32, e: u32, doubleQuote: bool): void {
  delimiter = d
  quote = q
  escape = e
  doubled = doubleQuote
}

/** The columns, and the lists of the words for null, true and false. */
export function program(list: usize, count: u32, nullList: usize, trueList: usize, falseList: usize): void {
  columns = list
  columnsEnd = list + count * COLUMN
  nulls = nullList
  trues = trueList
  falses = falseList
}

export function frame(b: usize, bl: u32, a: usize, al: u32): void {
  before = b
  beforeLength = bl
  after = a
  afterLength = al
}

export function reason(): u32 {
  return reason_
}

export function written(): u32 {
  return written_
}

export function records(): u32 {
  return records_
}

export function lines(): u32 {
  return lines_
}

/** How many values that do not fit were taken; the columns know which. */
export function misfits(): u32 {
  return misfits_
}

/** The value, of which no text is written yet, does not fit its column. */
function misfit(column: usize, text: usize, length: u32): usize {
  if (length > 0 || load<u32>(column, 16) == 0) return 0
  store<u32>(column, load<u32>(column, 20) + 1, 20)
  store<u32>(column, row, 24)
  misfits_++
  store<u16>(text, 0x2222)
  return text + 2
}

/** The last row was not taken after all. */
function forgetMisfits(): void {
  for (let column = columns; column < columnsEnd; column += COLUMN) {
    if (load<u32>(column, 24) != row || load<u32>(column, 20) == 0) continue
    store<u32>(column, load<u32>(column, 20) - 1, 20)
    store<u32>(column, 0, 24)
    misfits_--
  }
}

@inline
function putNull(o: usize): usize {
  store<u32>(o, NULL)
  return o + 4
}

/** `text` to `o` is a value written as text: makes it the value of its column and answers behind it, or 0. */
@inline
function finish(column: usize, text: usize, o: usize): usize {
  const kind = load<u32>(column)
  if (kind == DROPPED) return text
  const length = <u32>(o - text)
  // the quote before a string is taken back
  if (load<u32>(column, 12) != 0 && isWord(nulls, text, length)) return putNull(kind == STRING ? text - 1 : text)
  if (kind == STRING) {
    store<u8>(o, 0x22)
    return o + 1
  }
  if (kind == INTEGER || kind == NUMBER) return isNumber(text, o, kind == NUMBER) ? o : misfit(column, text, length)
  if (kind == EMPTY && length == 0) return putNull(text)
  if (kind != BOOLEAN) return misfit(column, text, length)
  if (isWord(trues, text, length)) {
    store<u32>(text, 0x65757274)
    return text + 4
  }
  if (!isWord(falses, text, length)) return misfit(column, text, length)
  store<u32>(text, 0x736c6166)
  store<u8>(text, 0x65, 4)
  return text + 5
}

let o_: usize = 0 // behind what was written of a value or a row

/** The bytes that end a run of plain ones: the delimiter or the quote, what JSON escapes, and the escape character. */
@inline
function marked(v: v128, special: v128, escapes: v128): u32 {
  const json = v128.or(i8x16.eq(v, i8x16.splat(0x22)), i8x16.eq(v, i8x16.splat(0x5c)))
  const own = v128.or(i8x16.eq(v, special), i8x16.eq(v, escapes))
  return i8x16.bitmask(v128.or(v128.or(json, own), i8x16.le_u(v, i8x16.splat(0x1f))))
}

/** `i` is behind the opening quote: behind the closing one. Not before `end`: the input ends within. 0: declined. */
@inline
function quotedText(i: usize, o: usize, end: usize, quotes: v128, escapes: v128): usize {
  while (true) {
    const v = v128.load(i)
    v128.store(o, v)
    const m = marked(v, quotes, escapes)
    if (m == 0) {
      i += 16
      o += 16
      continue
    }
    i += ctz(m)
    o += ctz(m)
    if (i >= end) return i
    let c: u32 = load<u8>(i)
    if (c == quote) {
      i++
      if (!doubled || load<u8>(i) != quote || i >= end) {
        o_ = o
        return i
      }
    } else if (c == escape) {
      c = load<u8>(++i)
      // what it is that is escaped, and where the row ends, is not for us to tell
      if (c < 0x20) return i < end ? 0 : i
      if (c > 0x7f) continue
    } else if (c == LF || (c == CR && load<u8>(i + 1) != LF)) lines_++
    o = put(o, c)
    i++
  }
}

/** At the delimiter or line end behind the value. Not before `end`: the input ends within. 0: declined. */
@inline
function plainText(i: usize, o: usize, end: usize, delimiters: v128, escapes: v128): usize {
  while (true) {
    const v = v128.load(i)
    v128.store(o, v)
    const m = marked(v, delimiters, escapes)
    if (m == 0) {
      i += 16
      o += 16
      continue
    }
    i += ctz(m)
    o += ctz(m)
    let c: u32 = load<u8>(i)
    if (c == delimiter || c == LF || c == CR || i >= end) {
      o_ = o
      return i
    }
    if (c == escape) {
      c = load<u8>(++i)
      if (c < 0x20) return i < end ? 0 : i
      if (c > 0x7f) continue
    }
    o = put(o, c)
    i++
  }
}

/** The row that begins at `i`, which is no blank line: at its line end. Not before `end`: the input ends within. 0: declined. */
@inline
function fields(i: usize, o: usize, end: usize): usize {
  const delimiters = i8x16.splat(<i8>delimiter)
  const quotes = i8x16.splat(<i8>quote)
  const escapes = i8x16.splat(escape > 0xff ? 0x22 : <i8>escape)
  for (let column = columns; column < columnsEnd; column += COLUMN) {
    o = copy(o, load<u32>(column, 4), load<u32>(column, 8))
    const isQuoted = load<u8>(i) == quote
    i = isQuoted ? quotedText(i + 1, o, end, quotes, escapes) : plainText(i, o, end, delimiters, escapes)
    if (i == 0 || i >= end) return i
    const c: u32 = load<u8>(i)
    if (isQuoted && c != delimiter && c != LF && c != CR) return 0
    o = finish(column, o, o_)
    if (o == 0) return 0
    if (c == delimiter) i++
    else {
      o_ = o
      return column + COLUMN == columnsEnd ? i : 0
    }
  }
  return 0
}

/** Behind the line end at `i`; 0 if the input ends in the middle of it, perhaps. */
@inline
function skipLineEnd(i: usize, end: usize): usize {
  if (load<u8>(i) == LF) return i + 1
  if (i + 1 >= end) return 0
  return load<u8>(i + 1) == LF ? i + 2 : i + 1
}

/**
 * Input from `at` to `end`; stops where it ends, at a row that is not plain, or with more than `limit` bytes written to `out`. Answers
 * behind the last row that was taken. The byte at `end` is changed in between.
 */
export function scan(at: usize, end: usize, out: usize, limit: i32): usize {
  // a line feed stops every loop, within quotes too
  const kept = load<u8>(end)
  store<u8>(end, <u8>LF)
  let i = at
  let o = out
  let lines: u32 = 0
  reason_ = MORE
  records_ = 0
  lines_ = 0
  misfits_ = 0
  while (i < end) {
    if (<i32>(o - out) > limit) {
      reason_ = FULL
      break
    }
    row++
    const c: u32 = load<u8>(i)
    const blank = c == LF || c == CR
    const e = blank ? i : fields(i, copy(o, before, beforeLength), end)
    const next: usize = e == 0 || e >= end ? 0 : skipLineEnd(e, end)
    if (next == 0) {
      reason_ = e == 0 ? DECLINED : MORE
      if (misfits_ > 0) forgetMisfits()
      break
    }
    if (!blank) {
      o = copy(o_, after, afterLength)
      records_++
    }
    lines = ++lines_
    i = next
  }
  store<u8>(end, kept)
  lines_ = lines
  written_ = <u32>(o - out)
  return i
}
