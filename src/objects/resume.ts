/** Reads a body to its last byte: a cut or stalled connection is opened again where it broke. */
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import { DataError, TransientError } from '../errors.js'
import { objectError } from './s3-errors.js'
import type { ObjectInfo } from './store.js'

export interface Body {
  readonly body: Readable
  /** Base64 CRC32 of the whole object, if the server told it and the body is the whole object. */
  readonly crc32: string | undefined
}

export type OpenBody = (start: number, end: number, signal: AbortSignal | undefined) => Promise<Body>

/** Attempts without a single byte of progress. */
const ATTEMPTS = 4

export interface ResumeOptions {
  /** Milliseconds without a byte before a body counts as stalled. */
  readonly idleTimeout: number
  readonly signal?: AbortSignal | undefined
}

/** The bytes from start to end of an object; throws DataError or TransientError that names it. */
export async function* resume(
  open: OpenBody,
  object: ObjectInfo,
  { start, end = object.size }: { readonly start: number; readonly end?: number },
  options: ResumeOptions,
): AsyncIterable<Uint8Array> {
  const { key } = object
  const sum = checksum(key)
  let at = start
  for (let failed = 0; ;) {
    const before = at
    try {
      for await (const chunk of oneBody(open, at, end, options, sum.expect)) {
        at += chunk.length
        sum.add(chunk)
        yield chunk
      }
      if (at < end) throw new TransientError(`${key} ended after ${at} of ${end} bytes.`, { code: 'body_cut', file: key })
      sum.verify()
      return
    } catch (error) {
      if (options.signal?.aborted === true) throw error
      const told = objectError(error, key)
      failed = at > before ? 1 : failed + 1
      if (!isWorthAnother(told) || failed >= ATTEMPTS || at > end) throw told
      await wait(100 * 2 ** failed, undefined, { ...(options.signal && { signal: options.signal }) })
    }
  }
}

/** A server that does not answer at all has been asked often enough by the SDK. */
const isWorthAnother = (error: unknown): boolean => error instanceof TransientError && error.code !== 'no_answer'

/** The object's own checksum, if the server tells one, over all of its bytes, from however many bodies they come. */
function checksum(key: string) {
  let wanted: string | undefined
  let sum = 0
  return {
    expect: (crc: string | undefined): void => {
      wanted ??= crc
    },
    add: (chunk: Uint8Array): void => {
      if (wanted !== undefined) sum = crc32(chunk, sum)
    },
    verify: (): void => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(sum)
      if (wanted === undefined || bytes.toString('base64') === wanted) return
      throw new DataError(
        `${key}: its bytes do not fit its checksum. They were damaged on their way or where they lie; sync again, or upload it anew.`,
        {
          code: 'checksum',
          file: key,
        },
      )
    },
  }
}

/** One connection's chunks. Leaving early closes it; a silence of `idleTimeout` ends it with an error. */
async function* oneBody(
  open: OpenBody,
  start: number,
  end: number,
  { idleTimeout, signal }: ResumeOptions,
  expect: (crc: string | undefined) => void,
): AsyncIterable<Uint8Array> {
  if (start >= end && end > 0) return
  const { body, crc32: told } = await open(start, end, signal)
  if (start === 0) expect(told)
  const watch = watchIdle(body, idleTimeout)
  try {
    for await (const chunk of body) {
      watch.heard()
      yield chunk as Uint8Array
      watch.heard()
    }
  } finally {
    watch.stop()
    body.destroy()
  }
}

/**
 * Destroys a body that is silent for too long. Our own output may have held the process up meanwhile, and then the bytes wait to be
 * read: so the timer, once it fires, first lets the event loop look for them.
 */
function watchIdle(body: Readable, idleTimeout: number) {
  let heardAt = Date.now()
  const look = (): void => {
    const before = heardAt
    setImmediate(() => {
      setImmediate(() => {
        if (heardAt !== before) return
        if (body.readableLength > 0 || Date.now() - heardAt < idleTimeout) return
        body.destroy(new TransientError('the server sent nothing for too long', { code: 'body_stalled' }))
      })
    })
  }
  const timer = setInterval(look, Math.max(10, idleTimeout / 4))
  timer.unref()
  return {
    heard: (): void => {
      heardAt = Date.now()
    },
    stop: (): void => {
      clearInterval(timer)
    },
  }
}
