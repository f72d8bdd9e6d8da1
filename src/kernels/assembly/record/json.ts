// Strict JSON (RFC 8259), UTF-8 apart. Each function gives the place behind what it has read, or 0. A line feed ends everything.

const BACKSLASH: u32 = 0x5c
const DEEPEST: u32 = 60

/** Had the last string a backslash? */
export let escaped: bool = false

// @ts-ignore: decorator
@inline
export function same(a: usize, b: usize, length: u32): bool {
  let k: u32 = 0
  while (k + 16 <= length) {
    if (i8x16.bitmask(i8x16.eq(v128.load(a + k), v128.load(b + k))) != 0xffff) return false
    k += 16
  }
  const rest = length - k
  return rest == 0 || (~i8x16.bitmask(i8x16.eq(v128.load(a + k), v128.load(b + k))) & ((1 << rest) - 1)) == 0
}

/** Writes up to 15 bytes too many. */
// @ts-ignore: decorator
@inline
export function copy(to: usize, from: usize, length: u32): usize {
  const end = to + length
  while (to < end) {
    v128.store(to, v128.load(from))
    to += 16
    from += 16
  }
  return end
}

// @ts-ignore: decorator
@inline
export function skipSpace(i: usize): usize {
  let c: u32 = load<u8>(i)
  if (c > 0x20) return i
  while (c == 0x20 || c == 9) c = load<u8>(++i)
  return i
}

// @ts-ignore: decorator
@inline
function isHex(c: u32): bool {
  return c - 48 < 10 || (c | 32) - 97 < 6
}

// @ts-ignore: decorator
@inline
function fourHex(i: usize): bool {
  return isHex(load<u8>(i)) && isHex(load<u8>(i, 1)) && isHex(load<u8>(i, 2)) && isHex(load<u8>(i, 3))
}

/** `i` is a backslash. A surrogate needs its other half. */
function escape(i: usize): usize {
  const c: u32 = load<u8>(i, 1)
  if (c == 0x22 || c == BACKSLASH || c == 0x2f || c == 0x6e || c == 0x74 || c == 0x72 || c == 0x62 || c == 0x66) return i + 2
  if (c != 0x75 || !fourHex(i + 2)) return 0
  if ((load<u8>(i, 2) | 32) != 0x64) return i + 6
  const high: u32 = load<u8>(i, 3) | 32
  if (high < 0x38) return i + 6
  if (high != 0x38 && high != 0x39 && high != 0x61 && high != 0x62) return 0
  if (load<u16>(i, 6) != 0x755c || !fourHex(i + 8) || (load<u8>(i, 8) | 32) != 0x64) return 0
  const low: u32 = load<u8>(i, 9) | 32
  return low >= 0x63 && low <= 0x66 ? i + 12 : 0
}

/** `i` is behind the opening quote. */
// @ts-ignore: decorator
@inline
export function string(i: usize): usize {
  const quote = i8x16.splat(0x22)
  const backslash = i8x16.splat(0x5c)
  const control = i8x16.splat(0x1f)
  escaped = false
  while (true) {
    const v = v128.load(i)
    const m = i8x16.bitmask(v128.or(v128.or(i8x16.eq(v, quote), i8x16.eq(v, backslash)), i8x16.le_u(v, control)))
    if (m == 0) {
      i += 16
      continue
    }
    i += ctz(m)
    const c: u32 = load<u8>(i)
    if (c == 0x22) return i + 1
    if (c != BACKSLASH) return 0
    escaped = true
    i = escape(i)
    if (i == 0) return 0
  }
}

// @ts-ignore: decorator
@inline
function digits(i: usize): usize {
  if (load<u8>(i) - 48 >= 10) return 0
  do i++
  while (<u32>load<u8>(i) - 48 < 10)
  return i
}

export function number(i: usize): usize {
  if (load<u8>(i) == 0x2d) i++
  if (load<u8>(i) == 0x30) i++
  else {
    i = digits(i)
    if (i == 0) return 0
  }
  if (load<u8>(i) == 0x2e) {
    i = digits(i + 1)
    if (i == 0) return 0
  }
  if ((load<u8>(i) | 32) == 0x65) {
    i++
    if (load<u8>(i) == 0x2b || load<u8>(i) == 0x2d) i++
    i = digits(i)
  }
  return i
}

function key(i: usize): usize {
  if (load<u8>(i) != 0x22) return 0
  i = string(i + 1)
  if (i == 0) return 0
  i = skipSpace(i)
  return load<u8>(i) == 0x3a ? i + 1 : 0
}

function scalar(i: usize): usize {
  const c: u32 = load<u8>(i)
  if (c == 0x22) return string(i + 1)
  if (c - 48 < 10 || c == 0x2d) return number(i)
  if (c == 0x74) return load<u32>(i) == 0x65757274 ? i + 4 : 0
  if (c == 0x6e) return load<u32>(i) == 0x6c6c756e ? i + 4 : 0
  if (c == 0x66) return load<u32>(i, 1) == 0x65736c61 ? i + 5 : 0
  return 0
}

/** `i` is the bracket of an object or array, no deeper than 60. */
export function nested(i: usize): usize {
  let inArray = load<u8>(i) == 0x5b
  let arrays: u64 = u64(inArray) // the lowest bit: what we are in is an array
  let depth: u32 = 1
  let opened = true // nothing but space since the last bracket opened
  i = skipSpace(i + 1)
  while (true) {
    if (!(opened && load<u8>(i) == (inArray ? 0x5d : 0x7d))) {
      if (!inArray) {
        i = key(i)
        if (i == 0) return 0
        i = skipSpace(i)
      }
      const c: u32 = load<u8>(i)
      if (c == 0x7b || c == 0x5b) {
        if (depth == DEEPEST) return 0
        inArray = c == 0x5b
        arrays = (arrays << 1) | u64(inArray)
        depth++
        opened = true
        i = skipSpace(i + 1)
        continue
      }
      i = scalar(i)
      if (i == 0) return 0
    }
    opened = false
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

/** The same of any depth, for JSON that has been verified. */
export function skipNested(i: usize): usize {
  let depth: u32 = 0
  while (true) {
    const c: u32 = load<u8>(i)
    if (c == 0x22) {
      i = string(i + 1)
      if (i == 0) return 0
      continue
    }
    if (c == 0x0a) return 0
    i++
    if (c == 0x7b || c == 0x5b) depth++
    else if ((c == 0x7d || c == 0x5d) && --depth == 0) return i
  }
}

// @ts-ignore: decorator
@inline
function hexOf(i: usize): u32 {
  let v: u32 = 0
  for (let k: u32 = 0; k < 4; k++) {
    const c: u32 = load<u8>(i + k)
    v = (v << 4) | (c < 58 ? c - 48 : (c | 32) - 87)
  }
  return v
}

function utf8(o: usize, u: u32): usize {
  if (u < 0x80) {
    store<u8>(o, <u8>u)
    return o + 1
  }
  if (u < 0x800) {
    store<u8>(o, <u8>(0xc0 | (u >> 6)))
    store<u8>(o, <u8>(0x80 | (u & 63)), 1)
    return o + 2
  }
  if (u < 0x10000) {
    store<u8>(o, <u8>(0xe0 | (u >> 12)))
    store<u8>(o, <u8>(0x80 | ((u >> 6) & 63)), 1)
    store<u8>(o, <u8>(0x80 | (u & 63)), 2)
    return o + 3
  }
  store<u8>(o, <u8>(0xf0 | (u >> 18)))
  store<u8>(o, <u8>(0x80 | ((u >> 12) & 63)), 1)
  store<u8>(o, <u8>(0x80 | ((u >> 6) & 63)), 2)
  store<u8>(o, <u8>(0x80 | (u & 63)), 3)
  return o + 4
}

/** The text of a string that has been verified; gives the end of what is written. */
export function unescape(o: usize, i: usize, end: usize): usize {
  while (i < end) {
    let c: u32 = load<u8>(i++)
    if (c != BACKSLASH) {
      store<u8>(o++, <u8>c)
      continue
    }
    c = load<u8>(i++)
    if (c == 0x75) {
      let u = hexOf(i)
      i += 4
      if ((u & 0xfc00) == 0xd800) {
        u = 0x10000 + ((u & 0x3ff) << 10) + (hexOf(i + 2) & 0x3ff)
        i += 6
      }
      o = utf8(o, u)
      continue
    }
    if (c == 0x6e) c = 10
    else if (c == 0x74) c = 9
    else if (c == 0x72) c = 13
    else if (c == 0x62) c = 8
    else if (c == 0x66) c = 12
    store<u8>(o++, <u8>c)
  }
  return o
}
