/** The connector's stdout, cut into lines: records go to segment files by stream, everything else to the caller, in order. */
import { isUtf8 } from 'node:buffer'
import path from 'node:path'
import type { Segment, TablePlan } from '../caches/cache.js'
import { SystemError } from '../errors.js'
import { STOP } from './record-machine.js'
import { SpoolTables, type SpoolTable } from './spool-tables.js'
import { slowRecord } from './slow-record.js'

export interface SpoolOptions {
  /** Must exist; segment files are made in it. */
  readonly directory: string
  readonly plans: readonly TablePlan[]
  /** Size at which a segment file is ended. Default: 128 MiB. */
  readonly segmentBytes?: number
  /** Every line that is no record of a planned stream, without its line feed; called while feed() or end() runs, in order. */
  onMessage(line: Buffer): void
  /** Records spooled, and the bytes of their lines. */
  onRecords?(stream: string, records: number, bytes: number): void
}

const WINDOW = 1 << 20
const LINE_FEED = 10

export class Spool {
  readonly #options: SpoolOptions
  readonly #tables: SpoolTables
  /** Where the input lies in the kernel's memory, what it has room for, and how much is there. */
  #window: number
  #room = WINDOW
  #filled = 0
  #current: SpoolTable | undefined
  #scratch = 0
  #scratchRoom = 0
  /** Did the output end in the middle of a line? */
  torn = false

  constructor(options: SpoolOptions) {
    this.#options = options
    let files = 0
    const nextPath = (): string => path.join(options.directory, `segment-${++files}.parquet`)
    this.#tables = new SpoolTables(options.plans, { segmentBytes: options.segmentBytes ?? 128 << 20, nextPath })
    this.#window = this.#tables.machine.take(WINDOW)
  }

  /** Any piece of the output; it is not kept. */
  feed(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      if (this.#filled === this.#room) this.#enlarge()
      const length = Math.min(this.#room - this.#filled, chunk.length - at)
      const from = this.#window + this.#filled
      this.#tables.machine.bytes.set(chunk.subarray(at, at + length), from)
      this.#filled += length
      at += length
      this.#lines(from)
    }
  }

  /** The output has ended. What follows the last line feed is a line if it is whole, else torn; both go the way of any line. */
  end(): { readonly torn: boolean } {
    const rest = Buffer.from(this.#tables.machine.bytes.subarray(this.#window, this.#window + this.#filled))
    if (rest.length === 0) return { torn: false }
    this.#filled = 0
    this.torn = !isWhole(rest)
    if (this.torn) this.#options.onMessage(rest)
    else this.feed(Buffer.concat([rest, Buffer.from('\n')]))
    return { torn: this.torn }
  }

  /** Ends the open segments, of one stream or of all, and hands over what has not been taken. The caller deletes the files. */
  take(stream?: string): Segment[] {
    return this.#tables.take(stream)
  }

  /** A line is longer than the window: a larger one. */
  #enlarge(): void {
    const { machine } = this.#tables
    const larger = machine.take(this.#room * 2)
    machine.bytes.copyWithin(larger, this.#window, this.#window + this.#filled)
    this.#window = larger
    this.#room *= 2
  }

  /** Whole lines in the window; the last `from` on may hold the first line feed. */
  #lines(from: number): void {
    const { bytes } = this.#tables.machine
    const filledTo = this.#window + this.#filled
    const end = bytes.subarray(from, filledTo).lastIndexOf(LINE_FEED) + from + 1
    if (end === from) return
    if (isUtf8(bytes.subarray(this.#window, end))) this.#scan(this.#window, end)
    else this.#oneByOne(this.#window, end)
    this.#tables.machine.bytes.copyWithin(this.#window, end, filledTo)
    this.#filled = filledTo - end
  }

  /** Some of the lines are no UTF-8, and so no JSON. */
  #oneByOne(begin: number, end: number): void {
    for (let at = begin; at < end;) {
      const { bytes } = this.#tables.machine
      const next = bytes.indexOf(LINE_FEED, at) + 1
      if (isUtf8(bytes.subarray(at, next))) this.#scan(at, next)
      else this.#options.onMessage(Buffer.from(bytes.subarray(at, next - 1)))
      at = next
    }
  }

  #scan(begin: number, end: number): void {
    for (let at = begin; at < end;) {
      const { machine } = this.#tables
      const scanned = machine.scan(at, end, this.#current?.at ?? 0)
      this.#count(scanned.records, scanned.at - at)
      at = scanned.at
      if (scanned.stop === STOP.otherTable) this.#current = this.#tables.use(scanned.table)
      else if (scanned.stop === STOP.full) this.#makeRoom(end - at)
      else if (scanned.stop === STOP.declined) {
        const next = machine.bytes.indexOf(LINE_FEED, at) + 1
        this.#slow(Buffer.from(machine.bytes.subarray(at, next - 1)))
        at = next
      }
    }
  }

  #count(records: number, bytes: number): void {
    if (records > 0 && this.#current !== undefined) this.#options.onRecords?.(this.#current.plan.stream, records, bytes)
  }

  #makeRoom(bytes: number): void {
    if (this.#current !== undefined) this.#tables.makeRoom(this.#current, bytes)
  }

  /** A line that the kernel has declined, without its line feed. */
  #slow(line: Buffer): void {
    if (line.length === 0) return
    const { slow } = this.#tables
    const likely = slow.get(this.#current?.plan.stream ?? '')
    const record = line.includes('"RECORD"') ? slowRecord(line.toString(), slow, likely) : undefined
    if (record === undefined) {
      this.#options.onMessage(line)
      return
    }
    const table = this.#tables.of(record.plan.stream)
    if (record.prefix !== '') this.#tables.learn(record.prefix, table)
    this.#current = this.#tables.use(table.at)
    this.#plain(Buffer.from(record.line))
    this.#count(1, line.length + 1)
  }

  /** A line in plain form into the current table. */
  #plain(line: Buffer): void {
    const { machine } = this.#tables
    if (line.length > this.#scratchRoom) {
      this.#scratchRoom = line.length * 2
      this.#scratch = machine.take(this.#scratchRoom)
    }
    machine.bytes.set(line, this.#scratch)
    for (let tries = 0; tries < 2; tries++) {
      const { stop } = machine.scan(this.#scratch, this.#scratch + line.length, this.#current?.at ?? 0, true)
      if (stop === STOP.end) return
      if (stop !== STOP.full) break
      this.#makeRoom(line.length)
    }
    throw new SystemError(`a record of the stream ${this.#current?.plan.stream ?? ''} could not be written`, {
      code: 'record_not_plain',
      stream: this.#current?.plan.stream,
    })
  }
}

function isWhole(line: Buffer): boolean {
  try {
    const message: unknown = JSON.parse(line.toString())
    return typeof message === 'object' && message !== null
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}
