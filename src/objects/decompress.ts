/** Unpacks what is packed, told by the first bytes and not by the name. */
import { createGunzip } from 'node:zlib'
import { pipeline, Readable } from 'node:stream'
import { DataError, messageOf } from '../errors.js'

type Bytes = AsyncIterable<Uint8Array>

interface Codec {
  readonly name: string
  /** Does a file that begins like this hold this codec? */
  recognises(head: Uint8Array): boolean
  unpack?(bytes: Bytes, file: string): Bytes
}

const begins = (head: Uint8Array, bytes: readonly number[], at = 0): boolean => bytes.every((byte, i) => head[at + i] === byte)

/** Adding a codec is adding an entry. */
const CODECS: readonly Codec[] = [
  { name: 'gzip', recognises: (head) => begins(head, [0x1f, 0x8b, 0x08]), unpack: gunzip },
  {
    name: 'bzip2',
    // "BZh", a level, and the mark of a block or of the end: text may begin with the first three letters too
    recognises: (head) =>
      begins(head, [0x42, 0x5a, 0x68]) &&
      (head[3] ?? 0) >= 0x31 &&
      (head[3] ?? 0) <= 0x39 &&
      (begins(head, [0x31, 0x41, 0x59, 0x26, 0x53, 0x59], 4) || begins(head, [0x17, 0x72, 0x45, 0x38, 0x50, 0x90], 4)),
  },
]

const HEAD = 10

/** The bytes of a file, unpacked if they are packed. A damaged or cut file ends with a DataError, after what could be unpacked. */
export async function* decompress(bytes: Bytes, file: string): Bytes {
  const iterator = bytes[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  let size = 0
  try {
    while (size < HEAD) {
      const next = await iterator.next()
      if (next.done === true) break
      first.push(next.value)
      size += next.value.length
    }
    const codec = CODECS.find((known) => known.recognises(Buffer.concat(first).subarray(0, HEAD)))
    const all = joined(first, iterator)
    if (codec === undefined) yield* all
    else if (codec.unpack !== undefined) yield* codec.unpack(all, file)
    else
      throw new DataError(`${file} is packed with ${codec.name}, which cannot be read yet. Unpack it, or pack it with gzip.`, {
        code: 'codec',
        file,
      })
  } finally {
    await iterator.return?.()
  }
}

async function* joined(first: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): Bytes {
  yield* first
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}

const CHUNK = 256 * 1024

async function* gunzip(bytes: Bytes, file: string): Bytes {
  let broken: Error | undefined
  const source = Readable.from(bytes, { objectMode: false, highWaterMark: CHUNK })
  source.on('error', (error: Error) => {
    broken ??= error
  })
  const unpacked = pipeline(source, createGunzip({ chunkSize: CHUNK }), () => undefined)
  try {
    for await (const chunk of unpacked) yield chunk as Uint8Array
  } catch (error) {
    if (broken !== undefined) throw broken
    throw new DataError(`${file} is damaged or cut short: ${messageOf(error)}. Upload it again.`, {
      code: 'gzip_damaged',
      file,
      cause: error,
    })
  }
}
