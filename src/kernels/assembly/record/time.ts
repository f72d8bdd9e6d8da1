// Dates and times of ISO 8601 in the forms that nearly everybody writes. …At(): is it one? …Of(): its microseconds.

// @ts-ignore: decorator
@inline
export function isDigit(c: u32): bool {
  return c - 48 < 10
}

// @ts-ignore: decorator
@inline
function two(i: usize): u32 {
  const a = <u32>load<u8>(i) - 48
  const b = <u32>load<u8>(i, 1) - 48
  return a > 9 || b > 9 ? 100 : a * 10 + b
}

// @ts-ignore: decorator
@inline
function isLeap(year: u32): bool {
  return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0)
}

/** YYYY-MM-DD from the year 1 on? */
export function dateAt(i: usize): bool {
  const century = two(i)
  const rest = two(i + 2)
  const month = two(i + 5)
  const day = two(i + 8)
  if (century == 100 || rest == 100 || load<u8>(i, 4) != 0x2d || load<u8>(i, 7) != 0x2d) return false
  const year = century * 100 + rest
  if (year == 0 || month - 1 > 11 || day == 0) return false
  if (month == 2) return day <= (isLeap(year) ? <u32>29 : <u32>28)
  return day <= 30 + ((month + (month >> 3)) & 1)
}

/** HH:MM:SS with up to six digits more? */
export function timeAt(i: usize, length: u32): bool {
  if (length < 8 || length == 9 || length > 15) return false
  if (two(i) > 23 || load<u8>(i, 2) != 0x3a || two(i + 3) > 59 || load<u8>(i, 5) != 0x3a || two(i + 6) > 59) return false
  if (length > 8 && load<u8>(i, 8) != 0x2e) return false
  for (let k: u32 = 9; k < length; k++) if (!isDigit(load<u8>(i + k))) return false
  return true
}

/** How many characters of a date-time are its zone (Z, +HH:MM, none)? */
// @ts-ignore: decorator
@inline
function zoneLength(i: usize, length: u32): u32 {
  if (length < 20) return 0
  if (load<u8>(i + length - 1) == 0x5a) return 1
  const sign = load<u8>(i + length - 6)
  return length >= 25 && (sign == 0x2b || sign == 0x2d) ? 6 : 0
}

/** A date, T or a space, a time, and possibly Z or +HH:MM? */
export function dateTimeAt(i: usize, length: u32): bool {
  if (length < 19 || length > 32 || !dateAt(i)) return false
  const between: u32 = load<u8>(i, 10)
  if (between != 0x54 && between != 0x20) return false
  const zone = zoneLength(i, length)
  const z = i + length - zone
  if (zone == 6 && (two(z + 1) > 15 || load<u8>(z, 3) != 0x3a || two(z + 4) > 59)) return false
  return timeAt(i + 11, length - 11 - zone)
}

export function timeOf(i: usize, length: u32): i64 {
  let v: i64 = (two(i) * 60 + two(i + 3)) * 60 + two(i + 6)
  for (let k: u32 = 9; k < 15; k++) v = v * 10 + (k < length ? <u32>load<u8>(i + k) - 48 : 0)
  return v
}

/** Since 1970, UTC; a time without a zone counts as UTC. A mere date is its midnight. */
export function dateTimeOf(i: usize, length: u32): i64 {
  const month = two(i + 5)
  const year = two(i) * 100 + two(i + 2) - u32(month <= 2)
  const era = year / 400
  const ofEra = year - era * 400
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + two(i + 8) - 1
  const days: i64 = <i64>era * 146097 + (ofEra * 365 + ofEra / 4 - ofEra / 100 + dayOfYear) - 719468
  const midnight = days * 86_400_000_000
  if (length == 10) return midnight
  const zone = zoneLength(i, length)
  const at = midnight + timeOf(i + 11, length - 11 - zone)
  if (zone != 6) return at
  const z = i + length - 6
  const minutes: i64 = two(z + 1) * 60 + two(z + 4)
  return load<u8>(z) == 0x2b ? at - minutes * 60_000_000 : at + minutes * 60_000_000
}
