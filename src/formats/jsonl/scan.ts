/** A strict scanner of one JSON object (RFC 8259, UTF-8 apart), which may stretch over lines. It defines what the kernel may accept. */

/** complete: `at` is behind the closing brace. unfinished: the bytes end first. bad: no JSON from `at` on. */
export interface Scan {
  readonly kind: 'complete' | 'unfinished' | 'bad'
  readonly at: number
  /** Where the objects and arrays begin that are open at the end; what holds of the outermost holds of them. */
  readonly open: readonly number[]
}

/** Objects and arrays in each other, the outermost included. */
export const DEEPEST = 1000

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/** What must come next. */
const KEY_OR_END = 0
const KEY = 1
const COLON_NEXT = 2
const VALUE = 3
const VALUE_OR_END = 4
const COMMA_OR_END = 5

const WORDS: Readonly<Record<number, Uint8Array>> = { 0x74: Buffer.from('true'), 0x66: Buffer.from('false'), 0x6e: Buffer.from('null') }

/** Scans the object that begins with the `{` at `start`. */
export function scanObject(bytes: Uint8Array, start: number, end: number): Scan {
  const open = [start]
  const closers = [CLOSE_OBJECT]
  let closer = CLOSE_OBJECT // the last of them
  let next = KEY_OR_END
  for (let at = start + 1; at < end;) {
    const byte = bytes[at] ?? 0
    if (isSpace(byte)) {
      at++
      continue
    }
    if (byte === closer && (next === COMMA_OR_END || next === KEY_OR_END || next === VALUE_OR_END)) {
      open.pop()
      closers.pop()
      at++
      if (closers.length === 0) return { kind: 'complete', at, open }
      closer = closers[closers.length - 1] ?? CLOSE_OBJECT
      next = COMMA_OR_END
      continue
    }
    if (next === COMMA_OR_END || next === COLON_NEXT) {
      if (byte !== (next === COLON_NEXT ? COLON : COMMA)) return { kind: 'bad', at, open }
      next = next === COMMA_OR_END && closer === CLOSE_OBJECT ? KEY : VALUE
      at++
      continue
    }
    if (next === KEY || next === KEY_OR_END) {
      if (byte !== QUOTE) return { kind: 'bad', at, open }
      const after = scanString(bytes, at, end)
      if (after < 0) return stopped(after, end, open)
      at = after
      next = COLON_NEXT
      continue
    }
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (closers.length === DEEPEST) return { kind: 'bad', at, open }
      open.push(at)
      closer = byte === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY
      closers.push(closer)
      next = byte === OPEN_OBJECT ? KEY_OR_END : VALUE_OR_END
      at++
      continue
    }
    const after = scanScalar(bytes, at, end)
    if (after < 0) return stopped(after, end, open)
    at = after
    next = COMMA_OR_END
  }
  return { kind: 'unfinished', at: end, open }
}

/** The scanners of scalars answer where the scalar ends, or ~where it turned out bad (~end: it is unfinished). */
function stopped(after: number, end: number, open: readonly number[]): Scan {
  return { kind: ~after < end ? 'bad' : 'unfinished', at: ~after, open }
}

function scanScalar(bytes: Uint8Array, at: number, end: number): number {
  const byte = bytes[at] ?? 0
  if (byte === QUOTE) return scanString(bytes, at, end)
  const word = WORDS[byte]
  return word ? scanWord(bytes, at, end, word) : scanNumber(bytes, at, end)
}

function scanWord(bytes: Uint8Array, start: number, end: number, word: Uint8Array): number {
  for (let i = 0; i < word.length; i++) {
    if (start + i >= end) return ~end
    if (bytes[start + i] !== word[i]) return ~(start + i)
  }
  return start + word.length
}

/** `at` is the opening quote. Escaped surrogates must come in pairs, since a lone one is no text. */
function scanString(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start + 1; at < end;) {
    const byte = bytes[at] ?? 0
    if (byte === QUOTE) return at + 1
    if (byte < 0x20) return ~at
    if (byte !== BACKSLASH) {
      at++
      continue
    }
    const after = scanEscape(bytes, at, end)
    if (after < 0) return after
    at = after
  }
  return ~end
}

function scanEscape(bytes: Uint8Array, start: number, end: number): number {
  if (start + 1 >= end) return ~end
  const byte = bytes[start + 1] ?? 0
  if (byte !== 0x75) return '"\\/bfnrt'.includes(String.fromCharCode(byte)) ? start + 2 : ~(start + 1)
  const unit = hexUnit(bytes, start + 2, end)
  if (unit < 0) return unit
  if (unit < 0xd800 || unit > 0xdfff) return start + 6
  if (unit > 0xdbff) return ~start
  for (const [i, expected] of [BACKSLASH, 0x75].entries()) {
    if (start + 6 + i >= end) return ~end
    if (bytes[start + 6 + i] !== expected) return ~start
  }
  const low = hexUnit(bytes, start + 8, end)
  if (low < 0) return low
  return low >= 0xdc00 && low <= 0xdfff ? start + 12 : ~start
}

/** Four hexadecimal digits as a number, or ~where they stop. */
function hexUnit(bytes: Uint8Array, start: number, end: number): number {
  let unit = 0
  for (let at = start; at < start + 4; at++) {
    if (at >= end) return ~end
    const digit = '0123456789abcdef'.indexOf(String.fromCharCode(bytes[at] ?? 0).toLowerCase())
    if (digit < 0) return ~at
    unit = unit * 16 + digit
  }
  return unit
}

function scanNumber(bytes: Uint8Array, start: number, end: number): number {
  const minus = bytes[start] === 0x2d ? 1 : 0
  let at = start + minus
  at = bytes[at] === 0x30 && at < end ? at + 1 : scanDigits(bytes, at, end)
  if (at >= 0 && at < end && bytes[at] === 0x2e) at = scanDigits(bytes, at + 1, end)
  if (at >= 0 && at < end && (bytes[at] === 0x65 || bytes[at] === 0x45)) {
    const sign = bytes[at + 1] === 0x2b || bytes[at + 1] === 0x2d ? 1 : 0
    at = scanDigits(bytes, at + 1 + sign, end)
  }
  return at
}

/** One digit at least. */
function scanDigits(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && isDigit(bytes[at] ?? 0)) at++
  return at > start ? at : ~Math.min(at, end)
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39

export const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
