import { expect, test } from '@jest/globals'
import iconv from 'iconv-lite'
import { bytewise, dice, randomly, whole } from '../testing/chunks.js'
import { isKnownEncoding, toUtf8 } from './charset.js'

async function* stream(chunks: Iterable<Uint8Array>) {
  for (const chunk of chunks) yield await Promise.resolve(chunk)
}

/** What is decoded until the end or an error, and the error. */
async function decode(bytes: Uint8Array, encoding: string, cut = whole) {
  const parts: Uint8Array[] = []
  try {
    for await (const part of toUtf8(stream(cut(Buffer.from(bytes))), encoding, 'a.csv')) parts.push(Uint8Array.from(part))
  } catch (error) {
    return { text: Buffer.concat(parts).toString(), error }
  }
  return { text: Buffer.concat(parts).toString(), error: undefined }
}

test.each([
  'utf8',
  'UTF-8',
  'U8',
  'utf_8_sig',
  'utf-8-sig',
  'latin-1',
  'latin_1',
  'L1',
  'iso8859_15',
  'ISO-8859-15',
  'cp1252',
  'windows-1252',
])('%s is known as Python knows it', (name) => {
  expect(isKnownEncoding(name)).toBe(true)
})

test.each([
  'CP437',
  'koi8_r',
  'utf_16',
  'utf-16-le',
  'U16',
  'utf_32',
  'shift_jis',
  'sjis',
  'ms932',
  'big5',
  'gbk',
  'gb18030',
  'euc_kr',
  'ascii',
])('%s is known too', (name) => {
  expect(isKnownEncoding(name)).toBe(true)
})

test.each(['utf-42', '', 'base64', 'hex', 'rot13'])('%s is not known', (name) => {
  expect(isKnownEncoding(name)).toBe(false)
})

const TEXTS: readonly (readonly [string, string, string])[] = [
  ['latin-1', 'latin1', 'náme,½\nþ\u0080'],
  ['cp1252', 'cp1252', 'price 5 € – “hi” ok™'],
  ['iso8859-15', 'iso885915', '€ Ž œ'],
  ['koi8_r', 'koi8r', 'имя,Привет'],
  ['cp437', 'cp437', 'é½│'],
  ['shift_jis', 'shiftjis', '漢字,表|ソ\\'],
  ['big5', 'big5', '名稱,中文'],
  ['gb18030', 'gb18030', '名称,中文€'],
  ['euc_kr', 'euckr', '이름'],
  ['utf-16', 'utf16', 'näme,🙂\ufffd'],
  ['utf-16-le', 'utf16le', 'näme,🙂\ufffd'],
  ['utf-16-be', 'utf16be', 'näme,🙂\ufffd'],
  ['utf_32', 'utf32', 'näme,🙂'],
]

test.each(TEXTS)('%s, cut anywhere', async (name, encoding, text) => {
  const long = `${'ASCII alone '.repeat(100)}${text}${'and more '.repeat(200)}${text}`
  const bytes = iconv.encode(long, encoding, { addBOM: name === 'utf-16' || name === 'utf_32' })
  for (const cut of [whole, bytewise, randomly(dice(7), 50)])
    expect(await decode(bytes, name, cut)).toEqual({ text: long, error: undefined })
})

test.each([
  ['cp1252', Buffer.from('ab\x81cd', 'latin1')],
  ['ascii', Buffer.from('abé')],
  ['shift_jis', Buffer.from([0x61, 0x62, 0x81, 0x20])],
  ['shift_jis', Buffer.from([0x61, 0x62, 0x81])],
  ['gbk', Buffer.from([0x61, 0x62, 0xff, 0xff])],
  ['gb18030', Buffer.from([0x61, 0x62, 0xff, 0xff])],
  ['utf-16-le', Buffer.from([0x61, 0, 0x62, 0, 0x63])],
  ['utf-16-le', Buffer.from([0x61, 0, 0x62, 0, 0, 0xdc])],
  ['utf-16-le', Buffer.from([0x61, 0, 0x62, 0, 0, 0xd8])],
  ['utf-32-le', Buffer.from([0x61, 0, 0, 0, 0x62, 0, 0, 0, 0xff, 0xff, 0xff, 0xff])],
])('what is not text in %s is an error that names the file, and nothing is put in its place', async (name, bytes) => {
  for (const cut of [whole, bytewise]) {
    const { text, error } = await decode(bytes, name, cut)
    expect(error).toMatchObject({ code: 'encoding', where: { file: 'a.csv' } })
    expect(text).toBe('ab')
  }
})

test.each(['utf8', 'utf-8-sig'])('%s passes as it is, without a byte order mark', async (name) => {
  const mark = Buffer.from([0xef, 0xbb, 0xbf])
  const text = Buffer.concat([Buffer.from('é'), mark, Buffer.from('x')])
  for (const cut of [whole, bytewise]) {
    expect(await decode(Buffer.concat([mark, text]), name, cut)).toEqual({ text: 'é\ufeffx', error: undefined })
    expect(await decode(text, name, cut)).toEqual({ text: 'é\ufeffx', error: undefined })
    expect(await decode(mark.subarray(0, 2), name, cut)).toMatchObject({ error: undefined })
    expect(await decode(mark, name, cut)).toEqual({ text: '', error: undefined })
  }
})

test('all bytes of an encoding of single bytes', async () => {
  const bytes = Buffer.from(Array.from({ length: 2560 }, (_, at) => at % 256))
  expect((await decode(bytes, 'latin1')).text).toBe(bytes.toString('latin1'))
  expect((await decode(bytes, 'cp437')).text).toBe(iconv.decode(bytes, 'cp437'))
})
