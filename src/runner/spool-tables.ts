/** The streams of a spool: their tables in the kernel, the arenas that these take in turns, and their segment files. */
import type { Segment, TablePlan } from '../caches/cache.js'
import { RecordMachine, type KernelColumn } from './record-machine.js'
import { segmentWriter, type SegmentOptions, type SegmentWriter } from './segment-writer.js'
import { META_KEY, plainKey, plainPrefix, slowTable, type SlowTable } from './slow-record.js'
import type { ParquetColumn } from './parquet.js'

interface Arena {
  at: number
  size: number
}

export interface SpoolTable {
  readonly plan: TablePlan
  /** Its address in the kernel. */
  readonly at: number
  readonly columns: number
  readonly writer: SegmentWriter
  arena: Arena | undefined
}

/** Bytes of lines, and of the places of their values, that make up a row group. Fewer when there are many streams, which may arrive mixed. */
const MOST = 4 << 20
const LEAST = 256 << 10
/** What all arenas may take together; streams beyond that share them, and have small row groups. */
const ALL = 64 << 20

const arenaSize = (streams: number): number => Math.max(LEAST, Math.min(MOST, Math.floor(ALL / Math.max(streams, 1))))
/** A connector may write a stream's lines in so many forms; others go the slow way. */
const PREFIXES = 4

type FileOptions = Pick<SegmentOptions, 'segmentBytes' | 'nextPath'>

export class SpoolTables {
  readonly machine = new RecordMachine()
  readonly slow: ReadonlyMap<string, SlowTable>
  readonly #byName = new Map<string, SpoolTable>()
  readonly #byAddress = new Map<number, SpoolTable>()
  /** Those that have an arena, the one used last at the end. */
  readonly #users = new Set<SpoolTable>()

  constructor(plans: readonly TablePlan[], files: FileOptions) {
    for (const plan of plans) {
      const table = this.#add(plan, files)
      this.#byName.set(plan.stream, table)
      this.#byAddress.set(table.at, table)
      this.machine.addPrefix(plainPrefix(plan.stream), table.at)
    }
    this.slow = new Map(plans.map((plan) => [plan.stream, slowTable(plan)]))
  }

  #add(plan: TablePlan, files: FileOptions): SpoolTable {
    const columns: readonly KernelColumn[] = [
      ...plan.columns.map(({ property, type }) => ({ key: plainKey(property), type })),
      { key: '', type: 'millis' },
      { key: `"${META_KEY}":`, type: 'json' },
    ]
    const inFile: readonly ParquetColumn[] = [
      ...plan.columns,
      { name: '_airbyte_extracted_at', type: 'timestamp' },
      { name: '_airbyte_meta', type: 'json' },
    ]
    const writer = segmentWriter({ stream: plan.stream, columns: inFile, ...files })
    return { plan, at: this.machine.addTable(columns), columns: columns.length, writer, arena: undefined }
  }

  of(stream: string): SpoolTable {
    return this.#byName.get(stream) as SpoolTable
  }

  learn(prefix: string, table: SpoolTable): void {
    const known = this.slow.get(table.plan.stream)?.prefixes
    if (known === undefined || known.length > PREFIXES || known.includes(prefix)) return
    known.push(prefix)
    this.machine.addPrefix(prefix, table.at)
  }

  /** The table at an address, with an arena. */
  use(at: number): SpoolTable {
    const table = this.#byAddress.get(at) as SpoolTable
    if (table.arena === undefined) this.#give(table, this.#freeArena())
    this.#users.delete(table)
    this.#users.add(table)
    return table
  }

  #give(table: SpoolTable, arena: Arena): void {
    table.arena = arena
    this.machine.giveArena(table.at, arena.at, arena.size)
  }

  #freeArena(): Arena {
    const size = arenaSize(this.#byName.size)
    const [oldest] = this.#users
    if (this.#users.size < Math.floor(ALL / size) || oldest?.arena === undefined) return this.#newArena(size)
    this.#flush(oldest)
    const { arena } = oldest
    oldest.arena = undefined
    this.#users.delete(oldest)
    return arena
  }

  #newArena(size: number): Arena {
    return { at: this.machine.take(size), size }
  }

  /** The table's arena is full, and a line of at most so many bytes is waiting. */
  makeRoom(table: SpoolTable, bytes: number): void {
    const rows = this.machine.rows(table.at)
    this.#flush(table)
    if (rows === 0) this.#give(table, this.#newArena(2 * bytes + 8 * table.columns + LEAST))
  }

  #flush(table: SpoolTable): void {
    const rows = this.machine.rows(table.at)
    if (rows === 0 || table.arena === undefined) return
    table.writer.add(rows, (column) => this.machine.emit(table.at, column))
    this.#give(table, table.arena)
  }

  take(stream?: string): Segment[] {
    const tables = stream === undefined ? [...this.#byName.values()] : [this.#byName.get(stream)].filter((table) => table !== undefined)
    for (const table of tables) this.#flush(table)
    return tables.flatMap((table) => table.writer.take())
  }
}
