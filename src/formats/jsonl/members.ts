/** The members of an object that the scanner has found complete. */
import type { ColumnType } from '../../schema/column.js'
import type { ValueType } from '../../schema/conform.js'
import { typeOfNumber } from '../../schema/infer-json.js'
import { isSpace } from './scan.js'

/** Where a member's key and value lie. */
export interface Member {
  readonly key: string
  /** From the key's quote … */
  readonly start: number
  readonly value: number
  /** … to behind the value. */
  readonly end: number
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** The top-level members of the object from `start` (its `{`) to `end`, in their order, equal keys included. */
export function* members(bytes: Buffer, start: number, end: number): Generator<Member> {
  for (let at = skipSpace(bytes, start + 1); at < end - 1;) {
    const keyEnd = skipString(bytes, at)
    const value = skipSpace(bytes, skipSpace(bytes, keyEnd) + 1)
    const valueEnd = skipValue(bytes, value)
    yield { key: keyText(bytes, at, keyEnd), start: at, value, end: valueEnd }
    at = skipSpace(bytes, skipSpace(bytes, valueEnd) + 1)
  }
}

/** The type of the value from `start` to `end`; of a number as its digits say. */
export function valueType(bytes: Buffer, start: number, end: number): ValueType {
  const type = typeAt(bytes, start, end)
  return type === 'array' ? { type, items: () => itemTypes(bytes, start, end) } : { type }
}

function* itemTypes(bytes: Buffer, start: number, end: number): Generator<ColumnType> {
  for (let at = skipSpace(bytes, start + 1); at < end - 1;) {
    const itemEnd = skipValue(bytes, at)
    yield typeAt(bytes, at, itemEnd)
    at = skipSpace(bytes, skipSpace(bytes, itemEnd) + 1)
  }
}

function typeAt(bytes: Buffer, start: number, end: number): ColumnType {
  switch (String.fromCharCode(bytes[start] ?? 0)) {
    case '{':
      return 'object'
    case '[':
      return 'array'
    case '"':
      return 'string'
    case 't':
    case 'f':
      return 'boolean'
    case 'n':
      return 'null'
    default:
      return typeOfNumber(bytes.toString('latin1', start, end))
  }
}

function keyText(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end)
  return text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1)
}

function skipSpace(bytes: Buffer, start: number): number {
  let at = start
  while (isSpace(bytes[at] ?? 0)) at++
  return at
}

/** From the opening quote to behind the closing one. */
function skipString(bytes: Buffer, start: number): number {
  let at = start + 1
  while (bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return at + 1
}

function skipValue(bytes: Buffer, start: number): number {
  const first = bytes[start] ?? 0
  if (first === QUOTE) return skipString(bytes, start)
  return first === 0x7b || first === 0x5b ? skipNested(bytes, start) : skipWord(bytes, start)
}

function skipNested(bytes: Buffer, start: number): number {
  let at = start
  let depth = 0
  do {
    const byte = bytes[at] ?? 0
    if (byte === QUOTE) {
      at = skipString(bytes, at)
      continue
    }
    if (byte === 0x7b || byte === 0x5b) depth++
    else if (byte === 0x7d || byte === 0x5d) depth--
    at++
  } while (depth > 0)
  return at
}

/** A number or one of true, false, null: up to a comma, a closing bracket or white space. */
function skipWord(bytes: Buffer, start: number): number {
  let at = start
  for (let byte = bytes[at] ?? 0; byte !== 0x2c && byte !== 0x5d && byte !== 0x7d && !isSpace(byte); byte = bytes[at] ?? 0) at++
  return at
}
