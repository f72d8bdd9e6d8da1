// A list of words, 16 bytes: 0 the words, 4 their number, 8 their lengths as bits, those from 63 on as the last
// A word, 8 bytes: 0 its text as in a JSON string, 4 its length

function same(a: usize, b: usize, length: u32): bool {
  let left = <i32>length
  while (left > 0) {
    const m = i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b))) | (left < 16 ? 0xffff << left : 0)
    if ((m & 0xffff) != 0xffff) return false
    a += 16
    b += 16
    left -= 16
  }
  return true
}

function isOneOf(list: usize, text: usize, length: u32): bool {
  let word = load<u32>(list)
  for (const end = word + (load<u32>(list, 4) << 3); word < end; word += 8) {
    if (load<u32>(word, 4) == length && same(load<u32>(word), text, length)) return true
  }
  return false
}

/** Is the text a word of the list? Most are not, by their length alone. */
@inline
export function isWord(list: usize, text: usize, length: u32): bool {
  const bit: u64 = length < 63 ? length : 63
  return ((load<u64>(list, 8) >> bit) & 1) != 0 && isOneOf(list, text, length)
}
