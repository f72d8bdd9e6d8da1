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

export function isKnownEncoding(name: string): boolean {
  return iconv.encodingExists(canonical(name))
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

/** The UTF-8 of each byte of an encoding whose characters are one byte each; an empty entry cannot be decoded. */
function singleBytes(encoding: string): readonly Uint8Array[] | undefined {
  const codec = iconv.getCodec(encoding) as { readonly decodeBuf?: unknown }
  if (codec.decodeBuf === undefined && encoding !== 'latin1' && encoding !== 'binary') return undefined
  return Array.from({ length: 256 }, (_, byte) => {
    const text = iconv.decode(Buffer.from([byte]), encoding)
    return text === '\ufffd' ? new Uint8Array() : Buffer.from(text)
  })
}

async function* replaced(bytes: Bytes, table: readonly Uint8Array[], wrong: () => Error): Bytes {
  for await (const chunk of bytes) {
    const out = Buffer.allocUnsafe(chunk.length * 3)
    let at = 0
    for (const byte of chunk) {
      const text = table[byte] as Uint8Array
      if (text.length === 0) {
        yield out.subarray(0, at)
        throw wrong()
      }
      if (text.length === 1) out[at++] = text[0] as number
      else for (const part of text) out[at++] = part
    }
    yield out.subarray(0, at)
  }
}

/** Encodings in which U+FFFD is a character like any other; there a lone surrogate is what tells of broken text. */
const UNICODE = /^(utf16|utf32|ucs|gb18030|utf7)/

async function* decoded(bytes: Bytes, encoding: string, wrong: () => Error): Bytes {
  const decoder = iconv.getDecoder(encoding)
  const encode = (text: string): Uint8Array => {
    if (UNICODE.test(encoding) ? !text.isWellFormed() : text.includes('\ufffd')) throw wrong()
    return Buffer.from(text)
  }
  for await (const chunk of bytes) yield encode(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)))
  const rest = decoder.end()
  if (rest !== undefined && rest !== '') yield encode(rest)
}
