/** Ways to cut bytes into chunks that a reader must not notice, for tests of stream readers. Every chunk is a copy of its own. */

export type Cut = (bytes: Buffer) => Iterable<Buffer>

/** A seeded source of whole numbers below n (xorshift). */
export type Dice = (n: number) => number

export function dice(seed: number): Dice {
  let state = seed >>> 0 || 1
  return (n) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % n
  }
}

export const whole: Cut = (bytes) => [Buffer.from(bytes)]

/** A byte at a time. */
export const bytewise: Cut = function* (bytes) {
  for (let at = 0; at < bytes.length; at++) yield Buffer.from(bytes.subarray(at, at + 1))
}

/** Pieces of up to `longest` bytes, some of them empty. */
export const randomly = (roll: Dice, longest = 60): Cut =>
  function* (bytes) {
    for (let at = 0; at < bytes.length;) {
      const length = roll(longest + 1)
      yield Buffer.from(bytes.subarray(at, at + length))
      at += length
    }
  }

/** The bytes as a file, for readers of files. */
export function fileOf(bytes: Buffer, { cut = whole, uri = 'a' }: { readonly cut?: Cut; readonly uri?: string } = {}) {
  return {
    uri,
    size: bytes.length,
    async *stream() {
      for (const chunk of cut(bytes)) yield await Promise.resolve(chunk)
    },
    slice: () => Promise.reject(new Error(`${uri}: no slice is expected`)),
  }
}
