/** The memory in which a file is read, and the kernel that works on it. */
import { isUtf8 } from 'node:buffer'
import { loadKernel } from '../../kernels/load.js'
import type { Envelope } from '../../protocol/record.js'
import { COLUMN_SIZE, MISFITS, type Program } from './program.js'
import type { Dialect } from './row.js'
import type { Memory } from './window.js'

interface Kernel {
  /** Where its memory is free from. */
  base(): number
  /** ASCII codes; an escape above 255 is none. */
  dialect(delimiter: number, quote: number, escape: number, doubleQuote: boolean): void
  /** Addresses of the columns and of the lists of words: see program.ts. */
  program(columns: number, count: number, nulls: number, trues: number, falses: number): void
  /** Addresses and lengths of what stands before and after each record's fields. */
  frame(before: number, beforeLength: number, after: number, afterLength: number): void
  /** Takes plain rows from `at`; answers where it stopped, for one of the reasons below. */
  scan(at: number, end: number, out: number, limit: number): number
  /** Of the last scan. */
  reason(): 0 | 1 | 2
  written(): number
  records(): number
  lines(): number
  misfits(): number
}

/** Plain rows that were taken; `declined`: the next is for the slow way. */
export interface Taken {
  readonly used: number
  readonly records: number
  readonly lines: number
  /** Columns, by their number, with values that do not fit and stay text: how many of them. */
  readonly misfits: readonly (readonly [column: number, count: number])[]
  readonly declined: boolean
}

export interface Machine {
  /** Must come first. `frameSize`: the most bytes of an envelope. */
  setUp(dialect: Dialect, programAt: (at: number) => Program, frameSize: number): void
  frame(envelope: Envelope): void
  /** Memory of at least `size` bytes for what is read; keeps its content. */
  readonly memory: Memory
  /** Takes plain rows from the beginning of `bytes`, which lie in memory(). Rows of more than LONGEST_PLAIN bytes are declined, and so are stretches that are not UTF-8. */
  scan(bytes: Buffer): Taken
  /** Writes lines; false if there is no room for them. */
  put(lines: string): boolean
  /** Output has reached the size of a block. */
  full(): boolean
  /** What was written since the last call; valid until something is read or written. */
  take(): Uint8Array
}

/** Output goes out once it is so long. */
const BLOCK = 256 * 1024
const PAGE = 65536
/** The kernel reads and writes up to so many bytes further than it should. */
const SLACK = 64
export const LONGEST_PLAIN = 256 * 1024
/** The output of a byte: \u001f */
const EXPANSION = 6
const DECLINED = 2
const FULL = 1
const NO_ESCAPE = 256
/** A machine that had to grow beyond this is not kept. */
const KEEP = 8 * 1024 * 1024

const idle: Machine[] = []

/** A machine of one's own until it is given back. Making one costs a millisecond, so that those at rest are used again. */
export function borrowMachine(): Machine & { readonly giveBack: () => void } {
  const machine = idle.pop() ?? createMachine()
  const giveBack = (): void => {
    machine.take()
    if (machine.memory(0).buffer.byteLength < KEEP && idle.length < 4) idle.push(machine)
  }
  return { ...machine, giveBack }
}

/** The kernel knows dialects of single, different bytes. */
export function hasKernel({ delimiter, quote, escape }: Dialect): boolean {
  const characters = [delimiter, quote, ...(escape === undefined ? [] : [escape])]
  return new Set(characters).size === characters.length && characters.every((one) => one < '\u0080' && one !== '\n' && one !== '\r')
}

const aligned = (address: number): number => (address + 15) & ~15

function createMachine(): Machine {
  const kernel = loadKernel<Kernel>('csv')
  const base = aligned(kernel.base())
  let all = Buffer.from(kernel.memory.buffer)
  let [second, output, room, input, written] = [0, 0, 0, 0, 0]
  let [keepsNothing, columnList, columnCount] = [false, 0, 0]

  const require = (size: number): void => {
    if (size <= all.length) return
    kernel.memory.grow(Math.ceil((size - all.length) / PAGE))
    all = Buffer.from(kernel.memory.buffer)
  }
  const takeMisfits = (): [number, number][] =>
    Array.from({ length: columnCount }, (_, column): [number, number] => {
      const at = columnList + column * COLUMN_SIZE + MISFITS
      const count = all.readUInt32LE(at)
      all.writeUInt32LE(0, at)
      return [column, count]
    }).filter(([, count]) => count > 0)
  return {
    // frame | program | output | input
    setUp: (dialect, programAt, frameSize) => {
      second = base + frameSize + SLACK
      const at = aligned(second + frameSize + SLACK)
      const { image, columns, count, nulls, trues, falses, overhead, ...program } = programAt(at)
      keepsNothing = program.keepsNothing
      columnList = columns
      columnCount = count
      output = aligned(at + image.length + SLACK)
      room = BLOCK + LONGEST_PLAIN * EXPANSION + overhead + frameSize
      input = aligned(output + room + SLACK)
      written = 0
      require(input)
      all.set(image, at)
      const { delimiter, quote, escape, doubleQuote } = dialect
      kernel.dialect(delimiter.charCodeAt(0), quote.charCodeAt(0), escape?.charCodeAt(0) ?? NO_ESCAPE, doubleQuote)
      kernel.program(columns, count, nulls, trues, falses)
    },
    frame: ({ before, after, empty }) => {
      const end = keepsNothing ? empty : after
      all.set(before, base)
      all.set(end, second)
      kernel.frame(base, before.length, second, end.length)
    },
    memory: (size) => {
      require(input + size + SLACK)
      return all.subarray(input, all.length - SLACK)
    },
    scan: (bytes) => {
      const length = Math.min(bytes.length, LONGEST_PLAIN)
      const used = kernel.scan(bytes.byteOffset, bytes.byteOffset + length, output + written, BLOCK - written) - bytes.byteOffset
      const misfits = kernel.misfits() > 0 ? takeMisfits() : []
      if (!isUtf8(bytes.subarray(0, used))) return { used: 0, records: 0, lines: 0, misfits: [], declined: true }
      written += kernel.written()
      const stuck = used === 0 && kernel.reason() !== FULL && bytes.length > LONGEST_PLAIN
      return { used, records: kernel.records(), lines: kernel.lines(), misfits, declined: kernel.reason() === DECLINED || stuck }
    },
    put: (lines) => {
      if (lines.length * 3 > room - written) return false
      written += all.write(lines, output + written)
      return true
    },
    full: () => written >= BLOCK,
    take: () => {
      const bytes = all.subarray(output, output + written)
      written = 0
      return bytes
    },
  }
}
