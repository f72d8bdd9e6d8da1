// The grammar of JSON numbers.

const ZERO: u32 = 0x30
const POINT: u32 = 0x2e

@inline
function isDigit(c: u32): bool {
  return c - ZERO < 10
}

@inline
function skipDigits(i: usize, end: usize): usize {
  while (i < end && isDigit(load<u8>(i))) i++
  return i
}

/** Any number, digit by digit; `i` is behind the sign. */
function isLongNumber(i: usize, end: usize, fraction: bool): bool {
  const whole = skipDigits(i, end)
  if (whole == i || (whole > i + 1 && load<u8>(i) == ZERO)) return false
  if (whole == end) return true
  if (!fraction) return false
  i = whole
  if (load<u8>(i) == POINT) {
    const behind = skipDigits(i + 1, end)
    if (behind == i + 1) return false
    i = behind
  }
  if (i < end && (load<u8>(i) | 32) == 0x65) {
    i++
    if (i < end && (load<u8>(i) == 0x2b || load<u8>(i) == 0x2d)) i++
    const behind = skipDigits(i, end)
    if (behind == i) return false
    i = behind
  }
  return i == end
}

/** Is the text a JSON number, with or without a fraction? Those of up to 16 digits and point take no loop. */
@inline
export function isNumber(i: usize, end: usize, fraction: bool): bool {
  if (load<u8>(i) == 0x2d && i < end) i++
  const length = <u32>(end - i)
  if (length == 0) return false
  if (length > 16) return isLongNumber(i, end, fraction)
  const v = i8x16.sub(v128.load(i), i8x16.splat(48))
  const others = i8x16.bitmask(i8x16.gt_u(v, i8x16.splat(9))) & ((1 << length) - 1)
  if (others == 0) return length == 1 || load<u8>(i) != ZERO
  const whole = ctz(others)
  if (fraction && (others & (others - 1)) == 0 && load<u8>(i + whole) == POINT)
    return whole > 0 && <u32>whole < length - 1 && (whole == 1 || load<u8>(i) != ZERO)
  return fraction && isLongNumber(i, end, true)
}
