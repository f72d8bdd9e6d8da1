/** Unpacks what is packed, told by the first bytes and not by the name. */
import { createGunzip } from 'node:zlib'
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
/** So much is unpacked at once: little where it grows much, so that a small piece cannot become a large heap. */
const PIECE = 64 * 1024
const SMALL_PIECE = 4 * 1024
const GROWS_MUCH = 32

const TRAILER = 8

/** The last bytes, which hold the checksum, come alone: zlib forgets what it unpacked from the very piece over which it fails. */
async function* trailerApart(bytes: Bytes): Bytes {
  let held: Uint8Array = new Uint8Array()
  for await (const chunk of bytes) {
    const all = Buffer.concat([held, chunk])
    if (all.length > TRAILER) yield all.subarray(0, -TRAILER)
    held = all.subarray(Math.max(0, all.length - TRAILER))
  }
  if (held.length > 0) yield held
}

/** By events and not by iteration: a stream that fails forgets what it has already unpacked. */
async function* gunzip(bytes: Bytes, file: string): Bytes {
  const unzip = openGunzip()
  let piece = PIECE
  try {
    for await (const chunk of trailerApart(bytes)) {
      for (let at = 0; at < chunk.length && unzip.isOpen();) {
        const part = chunk.subarray(at, at + piece)
        const unpacked = await unzip.feed(part)
        yield* unpacked
        at += part.length
        if (unpacked.reduce((sum, { length }) => sum + length, 0) > part.length * GROWS_MUCH) piece = SMALL_PIECE
      }
      if (!unzip.isOpen()) break
    }
    yield* await unzip.end()
    if (unzip.failure() !== undefined) throw damaged(file, unzip.failure())
  } finally {
    unzip.destroy()
  }
}

/** A Gunzip that answers every piece with what it unpacks to, also when it fails over it, or stops at what lies behind the last member. */
function openGunzip() {
  const stream = createGunzip({ chunkSize: CHUNK })
  let unpacked: Uint8Array[] = []
  let failure: Error | undefined
  let open = true
  let answer: (() => void) | undefined
  const close = (): void => {
    open = false
    answer?.()
  }
  stream.on('data', (chunk: Uint8Array) => unpacked.push(chunk))
  stream.on('end', close).on('close', close)
  stream.on('error', (error) => {
    failure = error
    close()
  })
  const ask = async (start: (done: () => void) => void): Promise<readonly Uint8Array[]> => {
    await new Promise<void>((resolve) => {
      answer = resolve
      start(resolve)
    })
    const taken = unpacked
    unpacked = []
    return taken
  }
  return {
    isOpen: () => open,
    failure: () => failure,
    feed: (piece: Uint8Array) =>
      ask((done) => {
        stream.write(piece, () => {
          done()
        })
      }),
    /** Answers at the event `end`. */
    end: () =>
      ask((done) => {
        if (open) stream.end()
        else done()
      }),
    destroy: () => stream.destroy(),
  }
}

const damaged = (file: string, cause: unknown): DataError =>
  new DataError(`${file} is damaged or cut short: ${messageOf(cause)}. Upload it again.`, { code: 'gzip_damaged', file, cause })
