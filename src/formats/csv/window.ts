/** The bytes of a file that are read and not yet used up: at least a row, growing as a row needs it. */

const FIRST_SIZE = 1 << 18

export interface Window {
  /** What is not yet used up. Valid until the next call of more(). */
  bytes(): Uint8Array
  /** Appends what comes next; false at the end of the file. */
  more(): Promise<boolean>
  /** The next more() throws this. */
  postpone(error: unknown): void
  use(count: number): void
  ended(): boolean
}

export function openWindow(chunks: AsyncIterator<Uint8Array>): Window {
  let buffer = Buffer.allocUnsafeSlow(FIRST_SIZE)
  let [start, end] = [0, 0]
  let ended = false
  let postponed: Error | undefined
  const makeRoom = (count: number): void => {
    if (end + count <= buffer.length) return
    const kept = end - start
    const target = kept + count <= buffer.length ? buffer : Buffer.allocUnsafeSlow(2 * (kept + count))
    buffer.copy(target, 0, start, end)
    buffer = target
    start = 0
    end = kept
  }
  return {
    bytes: () => buffer.subarray(start, end),
    use: (count) => {
      start += count
    },
    ended: () => ended,
    postpone: (error) => {
      postponed = error as Error
    },
    more: async () => {
      if (postponed !== undefined) throw postponed
      const next = ended ? undefined : await chunks.next()
      if (next === undefined || next.done === true) {
        ended = true
        return false
      }
      makeRoom(next.value.length)
      buffer.set(next.value, end)
      end += next.value.length
      return true
    },
  }
}
