/** The memory in which a file is read, and the kernel that works on it. */
import { loadKernel } from '../../kernels/load.js'
import type { Envelope } from '../../protocol/record.js'
import type { Region } from './walker.js'

interface Kernel {
  /** Where its memory is free from. */
  base(): number
  /** Addresses and lengths of what stands before and after each record's members. */
  frame(before: number, beforeLength: number, after: number, afterLength: number): void
  /** Takes plain lines from `at`; answers where it stopped: at `end`, at a line that it declines, or with more than `limit` bytes of output. */
  scan(at: number, end: number, out: number, limit: number): number
  /** Of the last scan. */
  written(): number
  records(): number
  lines(): number
}

export interface Machine {
  /** The memory of regions (see RegionOptions); keeps its content. */
  readonly memory: (size: number) => Buffer
  /** Must come before the first region; later ones of the same lengths. */
  frame(envelope: Envelope): void
  /** Moves the region on over plain lines. */
  scan(region: Region): { readonly records: number; readonly lines: number }
  /** Writes one record. */
  put(body: Uint8Array): void
  /** Output has reached the size of a block. */
  full(): boolean
  /** What was written since the last call; valid until the next region is asked for or the next record is written. */
  take(): Uint8Array
}

/** Output goes out once it is so long. */
const BLOCK = 256 * 1024
const PAGE = 65536
/** The kernel reads and writes up to so many bytes further than it should. */
const SLACK = 128
/** A machine that had to grow beyond this is not kept. */
const KEEP = 8 * 1024 * 1024

const idle: Machine[] = []

/** A machine of one's own until it is given back. Making one costs a millisecond, so that those at rest are used again. */
export function borrowMachine(): Machine & { readonly giveBack: () => void } {
  const machine = idle.pop() ?? createMachine()
  const giveBack = (): void => {
    machine.take()
    if (machine.memory(0).byteLength < KEEP && idle.length < 4) idle.push(machine)
  }
  return { ...machine, giveBack }
}

function createMachine(): Machine {
  const kernel = loadKernel<Kernel>('jsonl')
  const base = (kernel.base() + 15) & ~15
  let all = Buffer.from(kernel.memory.buffer)
  let capacity = 0 // of a region
  let reserved = 0 // for a frame
  let ends: Envelope = { before: new Uint8Array(), after: new Uint8Array(), empty: new Uint8Array() }
  let input = base
  let output = base
  let written = 0

  /** frame | region | output: the output has room for a block and the longest record on top. */
  const arrange = (size: number): void => {
    capacity = Math.max(capacity, size)
    input = (base + reserved + 3 * SLACK) & ~15
    output = (input + capacity + SLACK) & ~15
    const missing = output + BLOCK + capacity + 2 * reserved + SLACK - all.length
    if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE))
    if (missing > 0) all = Buffer.from(kernel.memory.buffer)
  }
  const append = (bytes: Uint8Array): void => {
    all.set(bytes, output + written)
    written += bytes.length
  }
  return {
    memory: (size) => {
      if (size > capacity) arrange(size)
      return all.subarray(input, input + capacity)
    },
    frame: (envelope) => {
      ends = envelope
      const { before, after } = envelope
      reserved = Math.max(reserved, before.length + after.length)
      if (input < base + reserved + 3 * SLACK) arrange(capacity)
      const second = base + ((before.length + SLACK) & ~15)
      all.set(before, base)
      all.set(after, second)
      kernel.frame(base, before.length, second, after.length)
    },
    scan: (region) => {
      region.at = kernel.scan(input + region.at, input + region.end, output + written, BLOCK - written) - input
      written += kernel.written()
      return { records: kernel.records(), lines: kernel.lines() }
    },
    put: (body) => {
      append(ends.before)
      append(body)
      append(body.length > 0 ? ends.after : ends.empty)
    },
    full: () => written >= BLOCK,
    take: () => {
      const bytes = all.subarray(output, output + written)
      written = 0
      return bytes
    },
  }
}
