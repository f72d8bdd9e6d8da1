import { isUtf8 } from 'node:buffer'
import type { ByteSource } from '../../objects/store.js'
import { envelope, type RecordFrame } from '../../protocol/record.js'
import type { Block, ReadContext } from '../format.js'
import { reportBadLines } from './bad-lines.js'
import { conformsToPlan, recordBody } from './encode.js'
import { borrowMachine, type Machine } from './machine.js'
import { LONGEST_RECORD, REGION_SIZE, regions, skipMark } from './regions.js'
import { createWalker, type Region, type Walker } from './walker.js'

/** For tests: the same without the kernel, and other sizes. */
export interface ReadOptions {
  readonly slow?: boolean
  readonly size?: number
  readonly longest?: number
}

/** How long emitted_at may lag, in milliseconds. */
const STALE = 1000

/** All records of a file. Plain lines take the fast way, bytes to bytes; the walker decides on the others and on everything that a policy checks. */
export async function* readRecords(source: ByteSource, context: ReadContext, options: ReadOptions = {}): AsyncGenerator<Block> {
  const { frame, plan } = context
  const bad = reportBadLines({ stream: frame.stream, file: frame.uri }, (error) => {
    context.report(error)
  })
  const walker = createWalker(bad.add)
  const machine = borrowMachine()
  const refresh = keepFresh(machine, frame, plan.schemaless)
  const plain = options.slow !== true && (plan.schemaless || plan.policy === 'Emit Record')
  const { size = REGION_SIZE, longest = LONGEST_RECORD } = options
  try {
    for await (const region of skipMark(regions(source.stream(), { size, longest, memory: machine.memory }))) {
      refresh()
      yield* blocks(region, walker, machine, context, plain && isUtf8(region.bytes.subarray(region.at, region.end)))
    }
  } finally {
    walker.finish()
    bad.finish()
    machine.giveBack()
  }
}

/** The records of a region in blocks; leaves the region at what needs more bytes. */
function* blocks(region: Region, walker: Walker, machine: Machine, context: ReadContext, plain: boolean): Generator<Block> {
  const { schemaless } = context.plan
  let records = 0
  const block = (): Block => ({ bytes: machine.take(), records })
  try {
    while (region.at < region.end) {
      if (machine.full()) {
        yield block()
        records = 0
      }
      if (plain && !walker.amiss) {
        const done = machine.scan(region)
        walker.line += done.lines
        records += done.records
        if (machine.full() || region.at >= region.end) continue
      }
      const record = walker.next(region)
      if (record === undefined) break
      const { start, end } = record
      if (!conformsToPlan(region.bytes, start, end, context, walker.line - 1)) continue
      machine.put(recordBody(region.bytes, start, end, schemaless))
      records++
    }
  } catch (error) {
    // the records before the one that stops the file are wanted
    if (records > 0) yield block()
    throw error
  }
  if (records > 0) yield block()
}

/** Sets the records' frame, and again when its time has grown old. */
function keepFresh(machine: Machine, frame: RecordFrame, schemaless: boolean): () => void {
  let made = -Infinity
  const refresh = (): void => {
    const now = Date.now()
    if (Math.abs(now - made) < STALE) return
    machine.frame(envelope(frame, schemaless, now))
    made = now
  }
  refresh()
  return refresh
}
