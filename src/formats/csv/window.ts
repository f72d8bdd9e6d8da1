/** The bytes of a file that are read and not yet used up: at least a row, growing as a row needs it. */

/** Memory of at least `size` bytes, which begins with the bytes of that before. */
export type Memory = (size: number) => Buffer

export interface Window {
  /** What is not yet used up. Valid until the next call of more(). */
  bytes(): Buffer
  /** Appends what comes next; false at the end of the file. */
  more(): Promise<boolean>
  /** The next more() throws this. */
  postpone(error: unknown): void
  use(count: number): void
  ended(): boolean
  /** Goes on in other memory. */
  moveTo(memory: Memory): void
}

const FIRST_SIZE = 1 << 17

export function openWindow(chunks: AsyncIterator<Uint8Array>): Window {
  let memory = growing()
  let buffer = memory(FIRST_SIZE)
  let [start, end] = [0, 0]
  let ended = false
  let postponed: Error | undefined
  const makeRoom = (count: number): void => {
    if (end + count <= buffer.length) return
    buffer.copyWithin(0, start, end)
    end -= start
    start = 0
    if (end + count > buffer.length) buffer = memory(2 * (end + count))
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
    moveTo: (other) => {
      const target = other(end - start)
      buffer.copy(target, 0, start, end)
      end -= start
      start = 0
      buffer = target
      memory = other
    },
  }
}

function growing(): Memory {
  let buffer: Buffer = Buffer.alloc(0)
  return (size) => {
    if (size <= buffer.length) return buffer
    const larger = Buffer.allocUnsafeSlow(size)
    buffer.copy(larger)
    buffer = larger
    return larger
  }
}
