// Plain JSON lines become RECORD lines: each object is checked and copied in one go. What is not plain is declined, not judged:
// formats/jsonl/ decides on it. A line is plain if it holds one object that is not empty, no deeper than 60, without carriage returns
// inside and without a key that begins like those of the metadata columns. UTF-8 has been checked.
//
// The last byte of the input is a line feed. No part of a plain line takes a line feed, so that nothing here asks for the end.

const QUOTE: u32 = 0x22
const BACKSLASH: u32 = 0x5c
const DEEPEST: u32 = 60

let before: usize = 0
let beforeLength: u32 = 0
let after: usize = 0
let afterLength: u32 = 0
let written_: u32 = 0
let records_: u32 = 0
let lines_: u32 = 0

// The n-th key of the records so far, with quotes and colon: most records have the same keys in the same order. Each is 16 bytes of
// text, then its length and the bits of the bytes that do not count.
const KEYS: u32 = 256
const KEY_SIZE: u32 = 24
const keys: usize = memory.data(KEYS * KEY_SIZE, 16)

export function base(): usize {
  return __heap_base
}

export function frame(b: usize, bl: u32, a: usize, al: u32): void {
  before = b
  beforeLength = bl
  after = a
  afterLength = al
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

@inline
function copy(to: usize, from: usize, length: u32): usize {
  const end = to + length
  do {
    v128.store(to, v128.load(from))
    to += 16
    from += 16
  } while (to < end)
  return end
}

@inline
function isHex(c: u32): bool {
  return c - 48 < 10 || (c | 32) - 97 < 6
}

@inline
function fourHex(i: usize): bool {
  return isHex(load<u8>(i)) && isHex(load<u8>(i, 1)) && isHex(load<u8>(i, 2)) && isHex(load<u8>(i, 3))
}

/** `i` is a backslash: behind the escape, or 0. A surrogate needs its other half. */
function escape(i: usize): usize {
  const c: u32 = load<u8>(i, 1)
  if (c == QUOTE || c == BACKSLASH || c == 0x2f || c == 0x6e || c == 0x74 || c == 0x72 || c == 0x62 || c == 0x66) return i + 2
  if (c != 0x75 || !fourHex(i + 2)) return 0
  if ((load<u8>(i, 2) | 32) != 0x64) return i + 6
  const high: u32 = load<u8>(i, 3) | 32
  if (high < 0x38) return i + 6
  if (high != 0x38 && high != 0x39 && high != 0x61 && high != 0x62) return 0
  if (load<u16>(i, 6) != 0x755c || !fourHex(i + 8) || (load<u8>(i, 8) | 32) != 0x64) return 0
  const low: u32 = load<u8>(i, 9) | 32
  return low >= 0x63 && low <= 0x66 ? i + 12 : 0
}

/** `i` is behind the opening quote: behind the closing one, or 0. */
@inline
function string(i: usize): usize {
  const quote = i8x16.splat(0x22)
  const backslash = i8x16.splat(0x5c)
  const control = i8x16.splat(0x1f)
  while (true) {
    const v = v128.load(i)
    const m = i8x16.bitmask(v128.or(v128.or(i8x16.eq(v, quote), i8x16.eq(v, backslash)), i8x16.le_u(v, control)))
    if (m == 0) {
      i += 16
      continue
    }
    i += ctz(m)
    const c: u32 = load<u8>(i)
    if (c == QUOTE) return i + 1
    if (c != BACKSLASH) return 0
    i = escape(i)
    if (i == 0) return 0
  }
}

@inline
function isDigit(c: u32): bool {
  return c - 48 < 10
}

/** Any number, digit by digit. */
function longNumber(i: usize): usize {
  if (load<u8>(i) == 0x30) i++
  else {
    if (!isDigit(load<u8>(i))) return 0
    do i++
    while (isDigit(load<u8>(i)))
  }
  if (load<u8>(i) == 0x2e) {
    i++
    if (!isDigit(load<u8>(i))) return 0
    do i++
    while (isDigit(load<u8>(i)))
  }
  if ((load<u8>(i) | 32) == 0x65) {
    i++
    if (load<u8>(i) == 0x2b || load<u8>(i) == 0x2d) i++
    if (!isDigit(load<u8>(i))) return 0
    do i++
    while (isDigit(load<u8>(i)))
  }
  return i
}

/** Behind the number at `i`, or 0. Those of up to 15 digits and point take no loop, whose length no processor could guess. */
@inline
function number(i: usize): usize {
  if (load<u8>(i) == 0x2d) i++
  const v = i8x16.sub(v128.load(i), i8x16.splat(48))
  const others = i8x16.bitmask(i8x16.gt_u(v, i8x16.splat(9))) // not digits
  const whole = ctz(others | 0x10000)
  if (whole == 0 || whole >= 16 || (whole > 1 && load<u8>(i) == 0x30)) return whole >= 16 ? longNumber(i) : 0
  let c: u32 = load<u8>(i + whole)
  let length = whole
  if (c == 0x2e) {
    length = ctz((others & (others - 1)) | 0x10000)
    if (length >= 16) return longNumber(i)
    if (length == whole + 1) return 0
    c = load<u8>(i + length)
  }
  return (c | 32) == 0x65 ? longNumber(i) : i + length
}

@inline
function skipSpace(i: usize): usize {
  let c: u32 = load<u8>(i)
  if (c > 0x20) return i
  while (c == 0x20 || c == 9) c = load<u8>(++i)
  return i
}

/** Has the key an escaped ASCII character where the names of metadata columns begin? */
function disguised(i: usize): bool {
  for (let k = i; k < i + 8; k++) {
    const c: u32 = load<u8>(k)
    if (c == QUOTE) return false
    // backslash, u, 0, 0, 0-7
    if (c == BACKSLASH) return load<u8>(k, 1) == 0x75 && load<u16>(k, 2) == 0x3030 && load<u8>(k, 4) < 0x38
  }
  return false
}

/** `i` is the quote of a key: behind its colon, or 0. Remembers a short key without spaces around as the `n`-th. */
function newKey(i: usize, n: u32): usize {
  if (load<u8>(i) != QUOTE) return 0
  if (load<u64>(i, 1) == 0x72756f735f62615f) return 0 // _ab_sour
  const end = string(i + 1)
  if (end == 0) return 0
  if (disguised(i + 1)) return 0
  const colon = skipSpace(end)
  if (load<u8>(colon) != 0x3a) return 0
  const length = <u32>(colon + 1 - i)
  if (length <= 16 && n < KEYS) {
    const slot = keys + n * KEY_SIZE
    v128.store(slot, v128.load(i))
    store<u32>(slot, length, 16)
    store<u32>(slot, 0xffff & ~((1 << length) - 1), 20)
  }
  return colon + 1
}

/** `i` is the brace of an object: behind its closing brace, or 0. */
@inline
function object(i: usize): usize {
  let depth: u32 = 1
  let arrays: u64 = 0 // the lowest bit: what we are in is an array
  let n: u32 = 0
  let inArray = false
  i = skipSpace(i + 1)
  if (load<u8>(i) == 0x7d) return 0
  while (true) {
    if (!inArray) {
      const slot = keys + n * KEY_SIZE
      const m = i8x16.bitmask(i8x16.eq(v128.load(i), v128.load(slot))) | load<u32>(slot, 20)
      if (m == 0xffff) i += load<u32>(slot, 16)
      else {
        i = newKey(i, n)
        if (i == 0) return 0
      }
      n = n < KEYS - 1 ? n + 1 : n
      i = skipSpace(i)
    }
    const c: u32 = load<u8>(i)
    if (c == QUOTE) {
      i = string(i + 1)
      if (i == 0) return 0
    } else if (c - 48 < 10 || c == 0x2d) {
      i = number(i)
      if (i == 0) return 0
    } else if (c == 0x7b || c == 0x5b) {
      if (depth == DEEPEST) return 0
      i = skipSpace(i + 1)
      if (<u32>load<u8>(i) == c + 2) i++
      else {
        inArray = c == 0x5b
        arrays = (arrays << 1) | u64(inArray)
        depth++
        continue
      }
    } else if (c == 0x74) {
      if (load<u32>(i) != 0x65757274) return 0
      i += 4
    } else if (c == 0x6e) {
      if (load<u32>(i) != 0x6c6c756e) return 0
      i += 4
    } else if (c == 0x66) {
      if (load<u32>(i, 1) != 0x65736c61) return 0
      i += 5
    } else return 0
    while (true) {
      i = skipSpace(i)
      const d: u32 = load<u8>(i++)
      if (d == 0x2c) break
      if (d != (inArray ? 0x5d : 0x7d)) return 0
      if (--depth == 0) return i
      arrays >>= 1
      inArray = (arrays & 1) != 0
    }
    i = skipSpace(i)
  }
}

/** Input from `at` to `end`; stops at `end`, at a line that is not plain, or with more than `limit` bytes written to `out`. */
export function scan(at: usize, end: usize, out: usize, limit: i32): usize {
  let o = out
  let i = at
  records_ = 0
  lines_ = 0
  while (i < end && <i32>(o - out) <= limit) {
    const start = skipSpace(i)
    let next = start
    let c: u32 = load<u8>(start)
    if (c == 0x7b) {
      const e = object(start)
      if (e == 0) break
      next = skipSpace(e)
      c = load<u8>(next)
      if (c == 0x0d) c = load<u8>(++next)
      if (c != 0x0a) break
      o = copy(o, before, beforeLength)
      o = copy(o, start + 1, <u32>(e - start - 2))
      o = copy(o, after, afterLength)
      records_++
    } else {
      if (c == 0x0d) c = load<u8>(++next)
      if (c != 0x0a) break
    }
    lines_++
    i = next + 1
  }
  written_ = <u32>(o - out)
  return i
}
