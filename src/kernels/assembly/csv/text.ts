// Text as it stands in a JSON string.

@inline
export function copy(to: usize, from: usize, length: u32): usize {
  const end = to + length
  do {
    v128.store(to, v128.load(from))
    to += 16
    from += 16
  } while (to < end)
  return end
}

@inline
function hex(digit: u32): u32 {
  return digit < 10 ? 48 + digit : 87 + digit
}

/** Writes an ASCII character as it stands in a JSON string. */
export function put(o: usize, c: u32): usize {
  if (c >= 0x20 && c != 0x22 && c != 0x5c) {
    store<u8>(o, <u8>c)
    return o + 1
  }
  let short: u32 = 0
  if (c == 0x22 || c == 0x5c) short = c
  else if (c == 10) short = 0x6e
  else if (c == 13) short = 0x72
  else if (c == 9) short = 0x74
  else if (c == 8) short = 0x62
  else if (c == 12) short = 0x66
  if (short != 0) {
    store<u16>(o, <u16>(0x5c | (short << 8)))
    return o + 2
  }
  store<u32>(o, 0x3030755c) // \u00
  store<u16>(o, <u16>(hex(c >> 4) | (hex(c & 15) << 8)), 4)
  return o + 6
}
