import { expect, test } from '@jest/globals'
import { gzipSync } from 'node:zlib'
import { DataError } from '../errors.js'
import { decompress } from './decompress.js'

const text = Array.from({ length: 20_000 }, (_, n) => `row ${n},${'x'.repeat(n % 50)}\n`).join('')
const packed = gzipSync(text)

async function* cut(bytes: Uint8Array, sizes: () => number) {
  for (let at = 0; at < bytes.length;) {
    const size = sizes()
    yield await Promise.resolve(bytes.subarray(at, at + size))
    at += size
  }
}

async function unpack(bytes: AsyncIterable<Uint8Array>): Promise<{ text: string; error: unknown }> {
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of decompress(bytes, 'a.csv')) chunks.push(Uint8Array.from(chunk))
  } catch (error) {
    return { text: Buffer.concat(chunks).toString(), error }
  }
  return { text: Buffer.concat(chunks).toString(), error: undefined }
}

function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return 1 + (state % 3000)
  }
}

test.each([
  ['whole', () => packed.length],
  ['byte by byte', () => 1],
  ['cut at random', random(7)],
])('gzip %s', async (_, sizes) => {
  expect(await unpack(cut(packed, sizes))).toEqual({ text, error: undefined })
})

test('several members and padding', async () => {
  const members = Buffer.concat([gzipSync('a,b\n'), gzipSync('1,2\n'), Buffer.alloc(512)])
  expect(await unpack(cut(members, () => 3))).toEqual({ text: 'a,b\n1,2\n', error: undefined })
})

test.each([1, 5, 12, 1000, packed.length - 9, packed.length - 1])(
  'gzip cut short after %d bytes is told, and never taken for a short file',
  async (length) => {
    const { text: got, error } = await unpack(cut(packed.subarray(0, length), () => 997))
    if (length < 3) {
      expect(got).toBe('\u001f') // too short to be taken for gzip: left as it is
      return
    }
    expect(error).toBeInstanceOf(DataError)
    expect((error as DataError).where.file).toBe('a.csv')
    expect(text.startsWith(got)).toBe(true)
  },
)

test.each([
  ['many rows', packed],
  ['one', gzipSync('a,b\n1,2\n')],
])('a wrong checksum is told after the rows: %s', async (_, good) => {
  const damaged = Buffer.from(good)
  damaged[damaged.length - 6] = 0xff ^ (damaged[damaged.length - 6] ?? 0)
  const { error, text: got } = await unpack(cut(damaged, () => 4096))
  expect(error).toBeInstanceOf(DataError)
  expect(got.length).toBeGreaterThan(0)
})

test('an error of the source stays what it is', async () => {
  const gone = new DataError('gone', { code: 'object_gone', file: 'a.csv' })
  async function* broken() {
    yield await Promise.resolve(packed.subarray(0, 100))
    throw gone
  }
  expect((await unpack(broken())).error).toBe(gone)
})

test('what only begins like a codec is left as it is', async () => {
  for (const plain of ['', 'B', 'BZh9,name\n', 'BZhello\n', '\u001f'])
    expect(await unpack(cut(Buffer.from(plain), () => 1))).toEqual({ text: plain, error: undefined })
})

test('bzip2 is named as what cannot be read yet', async () => {
  const { error } = await unpack(cut(Buffer.from('425a683931415926535900', 'hex'), () => 4))
  expect(error).toMatchObject({ code: 'codec', message: expect.stringContaining('bzip2') })
})

test('leaving early closes the source', async () => {
  let closed = false
  async function* source() {
    try {
      for (;;) yield await Promise.resolve(packed)
    } finally {
      closed = true
    }
  }
  for await (const chunk of decompress(source(), 'a')) {
    expect(chunk.length).toBeGreaterThan(0)
    break
  }
  expect(closed).toBe(true)
})
