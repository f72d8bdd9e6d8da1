/** Cuts a stream of bytes into regions of whole lines, which lie in memory that is used again and again. */
import type { Region } from './walker.js'

export interface RegionOptions {
  /** Bytes of a region; more only for a longer record. */
  readonly size: number
  /** A record of more bytes is not held in memory: it is bad. */
  readonly longest: number
  /** At least `size` bytes that begin with the first `keep` bytes of the memory before. */
  readonly memory: (size: number, keep: number) => Buffer
}

/** 512 KiB hold what a region needs without leaving the processor's cache; a record of 256 MiB is beyond what any destination takes. */
export const REGION_SIZE = 512 * 1024
export const LONGEST_RECORD = 256 * 1024 * 1024

const LF = 0x0a
const CR = 0x0d

/** Each region is valid until the next one is asked for, and so must be read by then. */
export async function* regions(stream: AsyncIterable<Uint8Array>, { size, longest, memory }: RegionOptions): AsyncGenerator<Region> {
  let bytes = memory(size + 1, 0)
  let filled = 0
  let wanted = size // try again once there are so many
  let skipping = false // the rest of a line that was too long

  /** The region that the bytes hold now, if it is one. */
  const region = (last: boolean): Region | undefined => {
    const full = filled >= longest
    const whole = last ? 0 : lineEnd(bytes, filled)
    const end = whole === 0 && (last || full) ? terminate(bytes, filled) : whole
    return end > 0 ? { bytes, at: 0, end, last, full } : undefined
  }
  /** Keeps what was not read. Without progress the record needs more room. */
  const settle = (done: number): void => {
    bytes.copyWithin(0, done, filled)
    filled -= Math.min(done, filled)
    if (done === 0) wanted = Math.min(wanted * 2, longest)
    else wanted = filled < size ? size : Math.min(filled * 2, longest)
    bytes = memory(wanted + 1, filled)
  }

  for await (const chunk of stream) {
    let rest = chunk
    while (rest.length > 0) {
      if (skipping) {
        const at = rest.indexOf(LF)
        skipping = at < 0
        rest = at < 0 ? rest.subarray(rest.length) : rest.subarray(at + 1)
        continue
      }
      const part = rest.subarray(0, wanted - filled)
      bytes.set(part, filled)
      filled += part.length
      rest = rest.subarray(part.length)
      if (filled < wanted) continue
      const next = region(false)
      if (next) yield next
      const done = next?.at ?? 0
      skipping = done > filled
      settle(done)
    }
  }
  const next = filled > 0 ? region(true) : undefined
  if (next) yield next
}

/** Behind the last line end; lone CRs count where there is no LF. */
function lineEnd(bytes: Buffer, filled: number): number {
  const lf = bytes.lastIndexOf(LF, filled - 1)
  // a CR that is the last byte may be followed by its LF
  return 1 + (lf >= 0 || filled < 2 ? lf : bytes.lastIndexOf(CR, filled - 2))
}

/** Ends the last line, if it is not ended. */
function terminate(bytes: Buffer, filled: number): number {
  if (filled === 0 || bytes[filled - 1] === LF) return filled
  bytes[filled] = LF
  return filled + 1
}

/** The same without the byte order mark at the very beginning. */
export async function* skipMark(all: AsyncIterable<Region>): AsyncGenerator<Region> {
  let first = true
  for await (const region of all) {
    const { bytes } = region
    if (first && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) region.at = 3
    first = false
    yield region
  }
}
