/** The kernel of RECORD lines and its memory: a window of input, a table per stream, and a few arenas that the tables take in turns. */
import type { CacheType } from '../caches/cache.js'
import { loadKernel } from '../kernels/load.js'

interface Exports {
  base(): number
  setup(prefixes: number, count: number, trusted: number): void
  scan(at: number, end: number, table: number): number
  reason(): number
  table(): number
  records(): number
  emit(table: number, column: number, out: number): number
}

/** Why scan() stopped; what is declined is for the slow way. */
export const STOP = { end: 0, declined: 1, otherTable: 2, full: 3 } as const

/** As the kernel numbers them; the last is the time of emission, in milliseconds. */
const TYPES: Readonly<Record<CacheType | 'millis', number>> = {
  string: 0,
  integer: 1,
  number: 2,
  boolean: 3,
  json: 4,
  date: 5,
  timestamp: 6,
  timestamptz: 6,
  time: 7,
  millis: 8,
}

export interface KernelColumn {
  /** With its colon; empty when no field goes there. */
  readonly key: string
  readonly type: CacheType | 'millis'
}

/** Room behind everything that is read or written sixteen bytes at a time. */
const SLACK = 64
const PAGE = 65536

export class RecordMachine {
  readonly #kernel = loadKernel<Exports>('record')
  #top = this.#kernel.base()
  bytes: Buffer = Buffer.from(this.#kernel.memory.buffer)
  #prefixes = 0
  #prefixRoom = 0
  #prefixCount = 0
  readonly #known = new Set<string>()
  #out = 0
  #outSize = 0

  /** Memory that is never given back. Views taken before are stale: use `bytes` anew. */
  take(size: number): number {
    const at = (this.#top + 15) & ~15
    this.#top = at + size + SLACK
    const { memory } = this.#kernel
    const missing = this.#top - memory.buffer.byteLength
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE))
    if (this.bytes.buffer !== memory.buffer) this.bytes = Buffer.from(memory.buffer)
    return at
  }

  #put(bytes: Uint8Array): number {
    const at = this.take(bytes.length)
    this.bytes.set(bytes, at)
    return at
  }

  /** The last two columns are the time of emission and `_airbyte_meta`. Gives the table's address. */
  addTable(columns: readonly KernelColumn[]): number {
    const list = this.take(columns.length * 16)
    columns.forEach(({ key, type }, k) => {
      const bytes = Buffer.from(key)
      this.#words(list + k * 16, [TYPES[type], this.#put(bytes), bytes.length, 0])
    })
    const table = this.take(32)
    this.#words(table, [list, columns.length, 0, 0, 0, 0, 0, 0])
    return table
  }

  #words(at: number, words: readonly number[]): void {
    words.forEach((word, k) => this.bytes.writeUInt32LE(word, at + 4 * k))
  }

  /** Lines that begin so are of this table; the text ends with the brace that opens `data`. */
  addPrefix(prefix: string, table: number): void {
    if (this.#known.has(prefix)) return
    this.#known.add(prefix)
    if (this.#prefixCount === this.#prefixRoom) {
      this.#prefixRoom = this.#prefixRoom * 2 + 16
      const list = this.take(this.#prefixRoom * 12)
      this.bytes.copyWithin(list, this.#prefixes, this.#prefixes + this.#prefixCount * 12)
      this.#prefixes = list
    }
    const bytes = Buffer.from(prefix)
    const entry = this.#prefixes + 12 * this.#prefixCount++
    this.#words(entry, [this.#put(bytes), bytes.length, table])
  }

  get prefixCount(): number {
    return this.#prefixCount
  }

  /** The table's next rows go there; the arena must hold nothing of another. */
  giveArena(table: number, arena: number, size: number): void {
    this.#words(table + 8, [arena, arena, arena + size, 0])
  }

  rows(table: number): number {
    return this.bytes.readUInt32LE(table + 20)
  }

  /** `trusted`: the line comes from the slow way. */
  scan(at: number, end: number, table: number, trusted = false): { at: number; stop: number; table: number; records: number } {
    const kernel = this.#kernel
    kernel.setup(this.#prefixes, this.#prefixCount, trusted ? 1 : 0)
    const stopped = kernel.scan(at, end, table)
    return { at: stopped, stop: kernel.reason(), table: kernel.table(), records: kernel.records() }
  }

  /** The body of a data page: all rows of a column. Valid until the next call of any method. */
  emit(table: number, column: number): Buffer {
    const [arena = 0, textEnd = 0, , rows = 0] = [8, 12, 16, 20].map((at) => this.bytes.readUInt32LE(table + at))
    const most = textEnd - arena + rows * 20 + SLACK
    if (most > this.#outSize) {
      this.#out = this.take(most)
      this.#outSize = most
    }
    return this.bytes.subarray(this.#out, this.#kernel.emit(table, column, this.#out))
  }
}
