// RECORD lines become columns of Parquet, without an object per record. Verify: the line must begin with a known prefix, each key must
// be a declared column, each value must be what its column takes as it stands. What is not plain is declined, not judged: the slow way
// (runner/slow-record.ts) decides on it and hands it back in the plain form. A verified line is copied to its table's arena, and the
// places of its values are noted. Emit: one column of all rows in the arena, as the body of a data page. UTF-8 has been checked.
//
// The input ends with a line feed, which no part of a plain line takes, so that nothing here asks for the end.
//
// A table, 32 bytes: 0 columns, 4 their number, 8 arena, 12 end of the lines in it, 16 begin of the places, 20 rows, 24 serial of rows
// A column, 16 bytes: 0 type, 4 key (with quotes and colon), 8 its length, 12 serial of the row that had it last
// A place, 8 bytes: 0 begin (0: null), 4 length << 2 | kind. The places of a row lie in the order of columns; rows grow downwards.
// A prefix, 12 bytes: 0 text, 4 length, 8 table. It ends with the brace that opens `data`.
import { dateAt, dateTimeAt, dateTimeOf, isDigit, timeAt, timeOf } from './record/time'
import { decimalFits, decimalTo, integerFits, integerOf } from './record/digits'
import { copy, escaped, nested, number, same, skipNested, skipSpace, string, unescape } from './record/json'

const STRING: u32 = 0
const INTEGER: u32 = 1
const NUMBER: u32 = 2
const BOOLEAN: u32 = 3
const JSON: u32 = 4
const DATE: u32 = 5
const TIMESTAMP: u32 = 6
const TIME: u32 = 7
const MILLIS: u32 = 8

const RAW: u32 = 0
const PLAIN: u32 = 1
const ESCAPED: u32 = 2

// Why scan() stopped
const END: u32 = 0
const DECLINED: u32 = 1
const OTHER_TABLE: u32 = 2
const FULL: u32 = 3

const EMITTED = memory.data<u8>([0x22, 0x65, 0x6d, 0x69, 0x74, 0x74, 0x65, 0x64, 0x5f, 0x61, 0x74, 0x22, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 16)
const EMITTED_LENGTH: u32 = 12

let prefixes: usize = 0
let prefixCount: u32 = 0
let prefix: usize = 0 // the one that fitted last
let table_: usize = 0
let reason_: u32 = 0
let records_: u32 = 0
let last: usize = 0 // where the places of the row at hand begin
let trusted: bool = false

export function base(): usize {
  return __heap_base
}

/** The known prefixes; `trust`: the line comes from the slow way and may hold the meta column. */
export function setup(list: usize, count: u32, trust: bool): void {
  prefixes = list
  prefixCount = count
  prefix = list
  trusted = trust
}

export function reason(): u32 {
  return reason_
}

export function table(): usize {
  return table_
}

export function records(): u32 {
  return records_
}

/** Has the line at `i` a known prefix? */
function findPrefix(i: usize): bool {
  for (let k: u32 = 0; k < prefixCount; k++) {
    const p = prefixes + k * 12
    if (same(i, load<u32>(p), load<u32>(p, 4))) {
      prefix = p
      return true
    }
  }
  return false
}

/** Lines of `table` from `at` to `end`; stops at `end`, at a line that is not plain, one of another table, or with a full arena. */
export function scan(at: usize, end: usize, table: usize): usize {
  let i = at
  reason_ = END
  records_ = 0
  while (i < end) {
    if (prefixCount == 0 || (!same(i, load<u32>(prefix), load<u32>(prefix, 4)) && !findPrefix(i))) {
      reason_ = DECLINED
      break
    }
    table_ = load<u32>(prefix, 8)
    if (table_ != table) {
      reason_ = OTHER_TABLE
      break
    }
    const to: usize = load<u32>(table, 12)
    const width: u32 = load<u32>(table, 4) << 3
    last = load<u32>(table, 16) - width
    if (last < to + 32 || last > <usize>load<u32>(table, 16)) {
      reason_ = FULL
      break
    }
    const data = i + load<u32>(prefix, 4)
    const e = line(data, table, <u32>(to - data))
    if (e == 0) {
      reason_ = DECLINED
      break
    }
    if (to + (e - data) + 32 > last) {
      reason_ = FULL
      break
    }
    store<u32>(table, <u32>copy(to, data, <u32>(e - data)), 12)
    store<u32>(table, <u32>last, 16)
    store<u32>(table, load<u32>(table, 20) + 1, 20)
    records_++
    i = e
  }
  return i
}

@inline
function place(column: u32, begin: u32, length: u32, kind: u32): void {
  const p = last + (column << 3)
  store<u32>(p, begin)
  store<u32>(p, (length << 2) | kind, 4)
}

/** The column whose key is the string at `i`, which ends before `e`, or the number of columns. */
function columnOf(i: usize, e: usize, columns: usize, count: u32): u32 {
  const length = <u32>(e - i)
  for (let k: u32 = 0; k < count; k++) {
    const c = columns + (k << 4)
    if (load<u32>(c, 8) == length + 1 && same(i, load<u32>(c, 4), length)) return k
  }
  return count
}

/** `i` is behind the brace of `data`: behind the line feed, or 0. `move` leads from the input to the arena. */
function line(i: usize, table: usize, move: u32): usize {
  const columns: usize = load<u32>(table)
  const count: u32 = load<u32>(table, 4)
  const serial = load<u32>(table, 24) + 1
  store<u32>(table, serial, 24)
  memory.fill(last, 0, count << 3)
  let next: u32 = 0
  i = skipSpace(i)
  if (load<u8>(i) == 0x7d) i++
  else
    while (true) {
      let c = columns + (next << 4)
      if (next < count && load<u32>(c, 8) != 0 && same(i, load<u32>(c, 4), load<u32>(c, 8))) i += load<u32>(c, 8)
      else {
        if (load<u8>(i) != 0x22) return 0
        const e = trusted && load<u16>(i, 1) == 0x2201 ? i + 3 : string(i + 1) // the key of the meta column is no JSON
        if (e == 0) return 0
        next = columnOf(i, e, columns, count)
        if (next == count) return 0
        c = columns + (next << 4)
        i = skipSpace(e)
        if (load<u8>(i) != 0x3a) return 0
        i++
      }
      if (load<u32>(c, 12) == serial || (next == count - 1 && !trusted)) return 0
      store<u32>(c, serial, 12)
      i = skipSpace(i)
      i = value(i, load<u32>(c), next, move)
      if (i == 0) return 0
      next++
      i = skipSpace(i)
      const d: u32 = load<u8>(i++)
      if (d == 0x7d) break
      if (d != 0x2c) return 0
      i = skipSpace(i)
    }
  return tail(i, count - 2, move)
}

/** `i` is behind the brace that closes `data`: `,"emitted_at":N}}` must follow. */
@inline
function tail(i: usize, column: u32, move: u32): usize {
  i = skipSpace(i)
  if (load<u8>(i) != 0x2c) return 0
  i = skipSpace(i + 1)
  if (!same(i, EMITTED, EMITTED_LENGTH)) return 0
  i = skipSpace(i + EMITTED_LENGTH)
  if (load<u8>(i) != 0x3a) return 0
  i = skipSpace(i + 1)
  const begin = i
  while (isDigit(load<u8>(i))) i++
  if (i == begin || i - begin > 14 || (load<u8>(begin) == 0x30 && i - begin > 1)) return 0
  place(column, <u32>begin + move, <u32>(i - begin), RAW)
  i = skipSpace(i)
  if (load<u8>(i) != 0x7d) return 0
  i = skipSpace(i + 1)
  if (load<u8>(i) != 0x7d) return 0
  i = skipSpace(i + 1)
  if (load<u8>(i) == 0x0d) i++
  return load<u8>(i) == 0x0a ? i + 1 : 0
}

/** Behind the value at `i`, whose place is noted, or 0 if the column does not take it as it stands. */
@inline
function value(i: usize, type: u32, column: u32, move: u32): usize {
  const c: u32 = load<u8>(i)
  let e: usize = 0
  if (c == 0x22) {
    e = string(i + 1)
    if (e == 0) return 0
    if (type == STRING) {
      place(column, <u32>i + 1 + move, <u32>(e - i - 2), escaped ? ESCAPED : PLAIN)
      return e
    }
    const length = <u32>(e - i - 2)
    if (type == TIMESTAMP) {
      if (!dateTimeAt(i + 1, length)) return 0
    } else if (type == DATE) {
      if (length != 10 || !dateAt(i + 1)) return 0
    } else if (type == TIME) {
      if (!timeAt(i + 1, length)) return 0
    } else if (type == JSON) {
      place(column, <u32>i + move, length + 2, RAW)
      return e
    } else return 0
    place(column, <u32>i + 1 + move, length, PLAIN)
    return e
  }
  if (isDigit(c) || c == 0x2d) {
    e = number(i)
    if (e == 0) return 0
    if (type == INTEGER) {
      if (!integerFits(i, e)) return 0
    } else if (type == NUMBER) {
      if (!decimalFits(i, e)) return 0
    } else if (type != STRING && type != JSON) return 0
  } else if (c == 0x74) {
    if (load<u32>(i) != 0x65757274) return 0
    e = i + 4
    if (type != BOOLEAN && type != STRING && type != JSON) return 0
  } else if (c == 0x66) {
    if (load<u32>(i, 1) != 0x65736c61) return 0
    e = i + 5
    if (type != BOOLEAN && type != STRING && type != JSON) return 0
  } else if (c == 0x6e) return load<u32>(i) == 0x6c6c756e ? i + 4 : 0
  else if (c == 0x7b || c == 0x5b) {
    if (type != STRING && type != JSON) return 0
    e = trusted ? skipNested(i) : nested(i)
    if (e == 0) return 0
  } else return 0
  place(column, <u32>i + move, <u32>(e - i), RAW)
  return e
}

/** Writes bits that say which rows have a value, then the values (Parquet's plain encoding); gives the end. */
export function emit(table: usize, column: u32, out: usize): usize {
  const rows: u32 = load<u32>(table, 20)
  const width: u32 = load<u32>(table, 4) << 3
  const type: u32 = load<u32>(load<u32>(table) + (column << 4))
  let p: usize = load<u32>(table, 16) + (rows - 1) * width + (column << 3) // the first row lies highest
  const bits = out
  let o = out + ((rows + 7) >> 3)
  memory.fill(bits, 0, o - bits)
  let trues: u32 = 0
  for (let r: u32 = 0; r < rows; r++, p -= width) {
    const i: usize = load<u32>(p)
    if (i == 0) continue
    const bit = bits + (r >> 3)
    store<u8>(bit, load<u8>(bit) | <u8>(<u32>1 << (r & 7)))
    const length = load<u32>(p, 4) >> 2
    if (type == STRING || type == JSON) {
      const e = (load<u32>(p, 4) & 3) == ESCAPED ? unescape(o + 4, i, i + length) : copy(o + 4, i, length)
      store<u32>(o, <u32>(e - o - 4))
      o = e
    } else if (type == NUMBER) {
      decimalTo(o, i, i + length)
      o += 16
    } else if (type == BOOLEAN) {
      // packed: eight to a byte
      if ((trues & 7) == 0) store<u8>(o++, 0)
      if (load<u8>(i) == 0x74) store<u8>(o - 1, load<u8>(o - 1) | <u8>(<u32>1 << (trues & 7)))
      trues++
    } else if (type == DATE) {
      store<i32>(o, <i32>(dateTimeOf(i, 10) / 86_400_000_000))
      o += 4
    } else {
      store<i64>(
        o,
        type == INTEGER ? integerOf(i, i + length) : type == TIMESTAMP ? dateTimeOf(i, length) : type == TIME ? timeOf(i, length) : integerOf(i, i + length) * 1000,
      )
      o += 8
    }
  }
  return o
}
