/** Bytes in any encoding that Python knows by name → UTF-8. What cannot be decoded is an error and never replaced. */
import { isAscii } from 'node:buffer'
import iconv from 'iconv-lite'
import { DataError } from '../errors.js'

type Bytes = AsyncIterable<Uint8Array>

/** Python's names that iconv-lite does not know, both without case and punctuation. */
const PYTHON_NAMES: Readonly<Record<string, string>> = {
  u8: 'utf8',
  utf: 'utf8',
  cp65001: 'utf8',
  utf8sig: 'utf8',
  '8859': 'latin1',
  l1: 'latin1',
  iso88591: 'latin1',
  usascii: 'ascii',
  '646': 'ascii',
  u16: 'utf16',
  utf16: 'utf16',
  u32: 'utf32',
  ms932: 'cp932',
  mskanji: 'cp932',
  ujis: 'eucjp',
  korean: 'euckr',
  ksc5601: 'euckr',
  uhc: 'cp949',
  ms949: 'cp949',
  chinese: 'gb2312',
  euccn: 'gb2312',
  '936': 'gbk',
  ms936: 'gbk',
  big5tw: 'big5',
  csbig5: 'big5',
  hkscs: 'big5hkscs',
  macroman: 'macroman',
  macintosh: 'macroman',
}

function canonical(name: string): string {
  const plain = name.toLowerCase().replace(/[^0-9a-z]/g, '')
  return PYTHON_NAMES[plain] ?? plain
}

/** What iconv-lite knows too, and is no encoding of text. */
const NO_TEXT = ['base64', 'hex', 'binary', 'internal']

export function isKnownEncoding(name: string): boolean {
  const encoding = canonical(name)
  return !NO_TEXT.includes(encoding) && iconv.encodingExists(encoding)
}

/** UTF-8 passes as it is, invalid or not: whoever reads it checks it row by row. A byte order mark is left out. Throws DataError that names the file. */
export function toUtf8(bytes: Bytes, name: string, file: string): Bytes {
  const encoding = canonical(name)
  const wrong = (): DataError =>
    new DataError(`${file} is not text in the encoding ${name}. Set the stream's encoding to the one that the file has.`, {
      code: 'encoding',
      file,
    })
  if (encoding === 'utf8') return withoutMark(bytes)
  if (encoding === 'ascii') return checkedAscii(bytes, wrong)
  const table = singleBytes(encoding)
  return table === undefined ? decoded(bytes, encoding, wrong) : replaced(bytes, table, wrong)
}

const MARK = Buffer.from([0xef, 0xbb, 0xbf])

async function* withoutMark(bytes: Bytes): Bytes {
  let head: Uint8Array | undefined = new Uint8Array()
  for await (const chunk of bytes) {
    if (head === undefined) {
      yield chunk
      continue
    }
    const begin: Buffer = head.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([head, chunk])
    head = begin
    if (begin.length < MARK.length) continue
    head = undefined
    yield begin.subarray(0, MARK.length).equals(MARK) ? begin.subarray(MARK.length) : begin
  }
  if (head !== undefined && head.length > 0) yield head
}

async function* checkedAscii(bytes: Bytes, wrong: () => Error): Bytes {
  for await (const chunk of bytes) {
    if (!isAscii(chunk)) {
      yield chunk.subarray(
        0,
        chunk.findIndex((byte) => byte > 0x7f),
      )
      throw wrong()
    }
    yield chunk
  }
}

const UNDECODABLE = 0

/**
 * The UTF-8 of each byte of an encoding whose characters are one byte each: its length in the highest byte, then its bytes from the
 * lowest on. undefined: another kind of encoding.
 */
function singleBytes(encoding: string): Uint32Array | undefined {
  const codec = iconv.getCodec(encoding) as { readonly decodeBuf?: unknown }
  if (codec.decodeBuf === undefined && encoding !== 'latin1') return undefined
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const text = iconv.decode(Buffer.from([byte]), encoding)
    const utf8 = Buffer.from(text)
    return text === '\ufffd' ? UNDECODABLE : utf8.reduce((packed, part, at) => packed + part * 256 ** at, utf8.length * 2 ** 24)
  })
}

/** Stretches of ASCII are copied as they are. */
const STRETCH = 512

async function* replaced(bytes: Bytes, table: Uint32Array, wrong: () => Error): Bytes {
  const ascii = table.subarray(0, 0x80).every((packed, byte) => packed === 2 ** 24 + byte)
  for await (const chunk of bytes) {
    if (ascii && isAscii(chunk)) {
      yield chunk
      continue
    }
    const out = Buffer.allocUnsafe(chunk.length * 3)
    let at = 0
    for (let from = 0; from < chunk.length; from += STRETCH) {
      const part = chunk.subarray(from, from + STRETCH)
      if (ascii && isAscii(part)) {
        out.set(part, at)
        at += part.length
        continue
      }
      const { written, isWrong } = replace(part, table, out, at)
      at = written
      if (!isWrong) continue
      yield out.subarray(0, at)
      throw wrong()
    }
    yield out.subarray(0, at)
  }
}

/** Writes to `out` from `start` on, up to a byte that cannot be decoded. */
function replace(part: Uint8Array, table: Uint32Array, out: Uint8Array, start: number): { written: number; isWrong: boolean } {
  let at = start
  for (const byte of part) {
    let packed = table[byte] as number
    if (packed === UNDECODABLE) return { written: at, isWrong: true }
    for (let length = packed >>> 24; length > 0; length--) {
      out[at++] = packed & 0xff
      packed >>>= 8
    }
  }
  return { written: at, isWrong: false }
}

/** The bytes of a unit of the encodings whose units are wider than one. */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(utf16|ucs2)/, 2],
  [/^(utf32|ucs4)/, 4],
]

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

async function* decoded(bytes: Bytes, encoding: string, wrong: () => Error): Bytes {
  const decoder = iconv.getDecoder(encoding)
  const unit = UNITS.find(([name]) => name.test(encoding))?.[1] ?? 1
  let half = '' // of a surrogate pair
  const encode = function* (text: string): Generator<Uint8Array> {
    const all = half + text
    half = /[\ud800-\udbff]$/.exec(all)?.[0] ?? ''
    const whole = half === '' ? all : all.slice(0, -1)
    // of 16-bit units a lone surrogate is what is wrong, and U+FFFD is a character like any other; else it stands for what cannot be decoded
    const bad = unit === 2 ? whole.search(LONE_SURROGATE) : whole.indexOf('\ufffd')
    yield Buffer.from(bad < 0 ? whole : whole.slice(0, bad))
    if (bad >= 0) throw wrong()
  }
  let length = 0
  for await (const chunk of bytes) {
    length += chunk.length
    yield* encode(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)))
  }
  yield* encode(decoder.end() ?? '')
  if (half !== '' || length % unit !== 0) throw wrong()
}
