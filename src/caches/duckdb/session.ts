/** One sync's writing. Two connections: one for the open transaction, one for tables that nobody sees until they are complete. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { ConfigError, SystemError } from '../../errors.js'
import type { StateMessage } from '../../protocol/messages.js'
import type { LoadSession, Segment, TablePlan } from '../cache.js'
import { HeldStates } from '../state-rows.js'
import { quoted } from '../sql.js'
import type { Database } from './driver.js'
import { memoryFor, memoryNeeded } from './memory.js'
import { explained, inTransaction, rollBack, set } from './statements.js'
import {
  createInternalTables,
  forgetStates,
  internalTables,
  ownerOf,
  saveStates,
  saveStream,
  type InternalTables,
} from './internal-tables.js'
import { alterTable, createTable, loadStatements, tableColumns, type TableColumns } from './tables.js'

export interface SessionOptions {
  readonly database: Database
  readonly schema: string
  readonly source: string
  readonly plans: readonly TablePlan[]
  readonly fresh: boolean
  /** The database's settings while it loads; they are given back. */
  readonly settings: Readonly<Record<string, string>>
  /** Keep the memory small, by what is loaded. */
  readonly frugal: boolean
}

/** A new table is filled under this name; one that a crash has left is dropped by the next session. */
const HIDDEN = '_airlift_new_'

interface Target {
  readonly plan: TablePlan
  /** Quoted, where rows go now. */
  table: string
  readonly columns: TableColumns
}

export async function openSession(options: SessionOptions): Promise<LoadSession> {
  const open = await options.database.connect()
  const hidden = await options.database.connect()
  const settings = await set(open, { ...options.settings, ...(options.frugal ? { memory_limit: memoryFor(0) } : {}) })
  const tables = internalTables(options.schema)
  try {
    return new DuckDbSession({ ...options, settings }, tables, open, hidden, await prepareAll(open, tables, options))
  } catch (error) {
    await set(open, settings)
    open.closeSync()
    hidden.closeSync()
    throw error
  }
}

/** All tables, in one transaction. */
async function prepareAll(connection: DuckDBConnection, tables: InternalTables, options: SessionOptions): Promise<Map<string, Target>> {
  const { schema, source, plans, fresh } = options
  const targets = new Map<string, Target>()
  await inTransaction(connection, async () => {
    await createInternalTables(connection, tables)
    const streams = plans.map(({ stream }) => stream)
    if (fresh) await forgetStates(connection, tables, source, streams)
    await dropLeftovers(connection, schema)
    for (const plan of plans) {
      await checkOwner(connection, tables, source, plan)
      targets.set(plan.stream, await prepare(connection, schema, plan))
      await saveStream(connection, tables, source, plan)
    }
  })
  return targets
}

async function dropLeftovers(connection: DuckDBConnection, schema: string): Promise<void> {
  const found = await connection.runAndReadAll(
    `SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = $1 AND starts_with(table_name, $2)`,
    [schema, HIDDEN],
  )
  for (const [name] of found.getRows()) await connection.run(`DROP TABLE ${quoted(schema)}.${quoted(String(name))}`)
}

/** Rows of one source must not take the place of another's. */
async function checkOwner(connection: DuckDBConnection, tables: InternalTables, source: string, plan: TablePlan): Promise<void> {
  const owner = await ownerOf(connection, tables, plan.stream)
  if (plan.mode === 'append' || owner === undefined || owner === source) return
  throw new ConfigError(
    `The cache already holds the stream ${plan.stream} of the source ${owner}. Load that of ${source} into another schema, or append to it.`,
    { code: 'table_of_other_source', stream: plan.stream },
  )
}

async function prepare(connection: DuckDBConnection, schema: string, plan: TablePlan): Promise<Target> {
  const name = plan.mode === 'replace' ? HIDDEN + plan.table : plan.table
  const table = `${quoted(schema)}.${quoted(name)}`
  const present = plan.mode === 'replace' ? undefined : await tableColumns(connection, schema, name)
  const columns = present === undefined ? await createTable(connection, table, plan) : await alterTable(connection, table, present, plan)
  return { plan, table, columns }
}

class DuckDbSession implements LoadSession {
  readonly #options: SessionOptions
  readonly #tables: InternalTables
  readonly #open: DuckDBConnection
  readonly #hidden: DuckDBConnection
  readonly #targets: Map<string, Target>
  readonly #states: HeldStates
  readonly #replaced = new Set<string>()
  /** Complete, and waiting for the transaction to end: only then no row of the state table can be in two transactions. */
  readonly #waiting = new Set<string>()
  #inTransaction = false
  /** Streams whose rows are in the open transaction. */
  readonly #filling = new Set<string>()
  #memory = 0
  #closed = false
  /** Calls are served one after the other. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(
    options: SessionOptions,
    tables: InternalTables,
    open: DuckDBConnection,
    hidden: DuckDBConnection,
    targets: Map<string, Target>,
  ) {
    this.#options = options
    this.#tables = tables
    this.#open = open
    this.#hidden = hidden
    this.#targets = targets
    for (const { plan } of targets.values()) if (plan.mode === 'replace') this.#replaced.add(plan.stream)
    this.#states = new HeldStates(this.#replaced)
  }

  load(segment: Segment): Promise<void> {
    return this.#inTurn(() => this.#load(segment))
  }

  commit(states: readonly StateMessage[]): Promise<void> {
    return this.#inTurn(() => this.#commit(states))
  }

  complete(stream: string): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#replaced.has(stream)) return
      this.#waiting.add(stream)
      if (!this.#inTransaction) await this.#swap()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inTurn(() => this.#close())
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(task, task)
    this.#turn = done
    return done
  }

  async #load(segment: Segment): Promise<void> {
    const { stream, path } = segment
    const target = this.#targets.get(stream)
    if (target === undefined || (target.plan.mode === 'replace' && !this.#replaced.has(stream)))
      throw new SystemError(`The stream ${stream} takes no rows in this session.`, { code: 'no_such_table', stream })
    const { plan, table, columns } = target
    const isHidden = plan.mode === 'replace'
    if (!isHidden) await this.#begin()
    this.#filling.add(stream)
    await this.#widen(segment)
    const connection = isHidden ? this.#hidden : this.#open
    await explained(stream, async () => {
      for (const statement of loadStatements({ plan, table, columns, path })) await connection.run(statement)
    })
  }

  async #widen(segment: Segment): Promise<void> {
    const columns = [...this.#filling].reduce((sum, stream) => sum + (this.#targets.get(stream)?.columns.size ?? 0), 0)
    const bytes = memoryNeeded(columns, segment)
    if (!this.#options.frugal || bytes <= this.#memory) return
    this.#memory = bytes
    await set(this.#open, { memory_limit: memoryFor(bytes) })
  }

  async #begin(): Promise<void> {
    if (this.#inTransaction) return
    await this.#open.run('BEGIN')
    this.#inTransaction = true
  }

  async #commit(states: readonly StateMessage[]): Promise<void> {
    const free = this.#states.admit(states)
    if (free.length > 0) await this.#begin()
    await saveStates(this.#open, this.#tables, this.#options.source, free)
    if (this.#inTransaction) await explained(undefined, () => this.#open.run('COMMIT'))
    this.#inTransaction = false
    this.#filling.clear()
    await this.#swap()
  }

  /** The tables that are complete take their places, with the states that vouch for them. */
  async #swap(): Promise<void> {
    const { schema, source } = this.#options
    for (const stream of [...this.#waiting]) {
      const target = this.#targets.get(stream) as Target
      const { table } = target.plan
      await inTransaction(this.#hidden, async () => {
        await this.#hidden.run(`DROP TABLE IF EXISTS ${quoted(schema)}.${quoted(table)}`)
        await this.#hidden.run(`ALTER TABLE ${target.table} RENAME TO ${quoted(table)}`)
        await forgetStates(this.#hidden, this.#tables, source, [stream])
        await saveStates(this.#hidden, this.#tables, source, this.#states.complete(stream))
      })
      this.#waiting.delete(stream)
      this.#replaced.delete(stream)
    }
  }

  async #close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    if (this.#inTransaction) await rollBack(this.#open)
    this.#inTransaction = false
    try {
      await this.#swap()
      for (const stream of this.#replaced) await this.#hidden.run(`DROP TABLE IF EXISTS ${this.#targets.get(stream)?.table ?? ''}`)
      await set(this.#open, this.#options.settings)
    } finally {
      this.#open.closeSync()
      this.#hidden.closeSync()
    }
  }
}
