import { toUtf8 } from '../../flow/charset.js'
import type { ByteSource } from '../../objects/store.js'
import { envelope, type Envelope } from '../../protocol/record.js'
import type { Block, ReadContext } from '../format.js'
import { recordBlocks } from './blocks.js'
import { planColumns, rowEncoder, type RowEncoder } from './encode.js'
import { readHead } from './header.js'
import { borrowMachine, hasKernel, type Machine } from './machine.js'
import type { CsvOptions } from './options.js'
import { programFor } from './program.js'
import { LONGEST_ROW } from './rows.js'
import { openWindow, type Window } from './window.js'

/** For tests: the same without the kernel, and in other portions. */
export interface ReadHow {
  readonly slow?: boolean
  /** Bytes to have before their rows are taken. */
  readonly portion?: number
  /** The most bytes of a row. */
  readonly longest?: number
}

const PORTION = 256 * 1024
/** How long emitted_at may lag, in milliseconds. */
const STALE = 1000

/** All records of a CSV file: plain rows take the fast way, bytes to bytes; the others take the slow one. */
export async function* readRecords(
  source: ByteSource,
  options: CsvOptions,
  context: ReadContext,
  { slow = false, portion = PORTION, longest = LONGEST_ROW }: ReadHow = {},
): AsyncIterable<Block> {
  const chunks = toUtf8(source.stream(), options.encoding, source.uri)[Symbol.asyncIterator]()
  const machine = borrowMachine()
  try {
    const window = openWindow(chunks)
    const head = await readHead(window, options, source.uri, context.plan.schemaless)
    if (head === undefined) return
    const columns = await planColumns(head.names, options, context)
    const first = envelope(context.frame, context.plan.schemaless, Date.now())
    const keepMisfits = context.plan.schemaless || context.plan.policy === 'Emit Record'
    machine.setUp(options.dialect, (at) => programFor(columns, options, keepMisfits, at), sizeOf(first))
    window.moveTo(machine.memory)
    const encoder = rowEncoder(columns, options, context)
    const refresh = keepFresh(context, machine, encoder)
    const plain = !slow && hasKernel(options.dialect)
    const misfits = (column: number, count: number): void => {
      const { name = '', plan } = columns[column] ?? {}
      for (let told = 0; told < count; told++) context.misfit(name, plan?.type ?? 'any')
    }
    const { dialect } = options
    const take = recordBlocks({ window, machine, encoder, dialect, file: source.uri, line: head.line, plain, longest, misfits })
    for (let wanted = portion; ; wanted = Math.max(portion, 2 * window.bytes().length)) {
      const failure = await fill(window, wanted)
      refresh()
      yield* take()
      if (failure !== undefined) throw failure
      if (window.ended()) return
    }
  } finally {
    machine.giveBack()
    await chunks.return?.()
  }
}

/** Reads until there are so many bytes or no more; what went wrong is for after the rows before it. */
async function fill(window: Window, wanted: number): Promise<Error | undefined> {
  try {
    while (window.bytes().length < wanted && (await window.more()));
    return undefined
  } catch (error) {
    return error as Error
  }
}

/** The most bytes that an envelope of the file takes. */
const sizeOf = ({ before, after, empty }: Envelope): number => before.length + after.length + empty.length

/** Sets the records' frame, and again when its time has grown old. */
function keepFresh({ frame, plan }: ReadContext, machine: Machine, encoder: RowEncoder): () => void {
  let made = -Infinity
  return () => {
    const now = Date.now()
    if (Math.abs(now - made) < STALE) return
    const fresh = envelope(frame, plan.schemaless, now)
    machine.frame(fresh)
    encoder.frame(fresh)
    made = now
  }
}
