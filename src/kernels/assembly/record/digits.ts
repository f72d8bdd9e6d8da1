// Whole and decimal numbers of a fixed size, from digits of JSON numbers that have been verified.

/** 64 bits with sign? */
export function integerFits(i: usize, end: usize): bool {
  const negative = load<u8>(i) == 0x2d
  if (negative) i++
  const length = end - i
  if (length > 19) return false
  let v: u64 = 0
  for (; i < end; i++) {
    const d = <u32>load<u8>(i) - 48
    if (d > 9) return false
    v = v * 10 + d
  }
  return v <= (negative ? 9223372036854775808 : 9223372036854775807)
}

export function integerOf(i: usize, end: usize): i64 {
  const negative = load<u8>(i) == 0x2d
  if (negative) i++
  let v: i64 = 0
  for (; i < end; i++) v = v * 10 + (<u32>load<u8>(i) - 48)
  return negative ? -v : v
}

const WHOLE: u32 = 29
const FRACTION: u32 = 9

/** At most 29 digits before the point and 9 behind it, without exponent? */
export function decimalFits(i: usize, end: usize): bool {
  if (load<u8>(i) == 0x2d) i++
  const begin = i
  while (i < end && <u32>load<u8>(i) - 48 < 10) i++
  if (i - begin > WHOLE) return false
  if (i == end) return true
  if (load<u8>(i) != 0x2e) return false
  const point = i++
  while (i < end && <u32>load<u8>(i) - 48 < 10) i++
  return i == end && i - point - 1 <= FRACTION
}

/** Big-endian, 16 bytes, in units of 1e-9. */
export function decimalTo(o: usize, i: usize, end: usize): void {
  const negative = load<u8>(i) == 0x2d
  if (negative) i++
  let low: u64 = 0
  let high: u64 = 0
  let fraction: u32 = FRACTION
  let pointed = false
  for (; fraction > 0; i++) {
    let d: u64 = 0
    if (i < end) {
      const c: u32 = load<u8>(i)
      if (c == 0x2e) {
        pointed = true
        continue
      }
      d = c - 48
      if (pointed) fraction--
    } else fraction--
    if (high == 0 && low < 1844674407370955160) low = low * 10 + d
    else {
      // 128 bits times ten, plus a digit
      const a = (low & 0xffffffff) * 10 + d
      const b = (low >> 32) * 10 + (a >> 32)
      low = (b << 32) | (a & 0xffffffff)
      high = high * 10 + (b >> 32)
    }
  }
  if (negative) {
    low = ~low + 1
    high = ~high + u64(low == 0)
  }
  store<u64>(o, bswap<u64>(high))
  store<u64>(o, bswap<u64>(low), 8)
}
