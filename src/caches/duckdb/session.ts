/** One sync's writing. Two connections: one for the open transaction, one for tables that nobody sees until they are complete. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { ConfigError, messageOf, SystemError, TransientError } from '../../errors.js'
import type { StateMessage } from '../../protocol/messages.js'
import type { LoadSession, Segment, TablePlan } from '../cache.js'
import { HeldStates } from '../state-rows.js'
import { quoted, textLiteral } from '../sql.js'
import type { Database } from './driver.js'
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
  const { database, schema, source, plans, fresh } = options
  const open = await database.connect()
  const hidden = await database.connect()
  const tables = internalTables(schema)
  const before = await set(open, options.settings)
  const targets = new Map<string, Target>()
  await inTransaction(open, async () => {
    await createInternalTables(open, tables)
    if (fresh)
      await forgetStates(
        open,
        tables,
        source,
        plans.map(({ stream }) => stream),
      )
    await dropLeftovers(open, schema)
    for (const plan of plans) {
      await checkOwner(open, tables, source, plan)
      targets.set(plan.stream, await prepare(open, schema, plan))
      await saveStream(open, tables, source, plan)
    }
  })
  return new DuckDbSession({ ...options, settings: before }, tables, open, hidden, targets)
}

/** Gives the values that were there before. */
async function set(connection: DuckDBConnection, settings: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
  const before: Record<string, string> = {}
  for (const [name, value] of Object.entries(settings)) {
    const found = await connection.runAndReadAll(`SELECT CAST(current_setting(${textLiteral(name)}) AS VARCHAR)`)
    before[name] = String(found.getRows()[0]?.[0])
    await connection.run(`SET ${name} = ${textLiteral(value)}`)
  }
  return before
}

async function inTransaction(connection: DuckDBConnection, work: () => Promise<void>): Promise<void> {
  await connection.run('BEGIN')
  try {
    await work()
    await connection.run('COMMIT')
  } catch (error) {
    await rollBack(connection)
    throw error
  }
}

/** Some errors end the transaction themselves. */
async function rollBack(connection: DuckDBConnection): Promise<void> {
  try {
    await connection.run('ROLLBACK')
  } catch (error) {
    if (!/no transaction is active/i.test(messageOf(error))) throw error
  }
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

  async #load({ stream, path }: Segment): Promise<void> {
    const target = this.#targets.get(stream)
    if (target === undefined || (target.plan.mode === 'replace' && !this.#replaced.has(stream)))
      throw new SystemError(`The stream ${stream} takes no rows in this session.`, { code: 'no_such_table', stream })
    const { plan, table, columns } = target
    const isHidden = plan.mode === 'replace'
    if (!isHidden) await this.#begin()
    const connection = isHidden ? this.#hidden : this.#open
    await explained(stream, async () => {
      for (const statement of loadStatements({ plan, table, columns, path })) await connection.run(statement)
    })
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

/** DuckDB's own texts may quote values: they stay in the cause. */
async function explained(stream: string | undefined, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const message = messageOf(error)
    if (/no space left|out of memory/i.test(message))
      throw new TransientError('DuckDB has run out of disk or memory. Make room, then sync again.', {
        code: 'no_room',
        cause: error,
        stream,
      })
    throw new SystemError(`DuckDB has refused ${stream === undefined ? 'to commit' : `rows of the stream ${stream}`}.`, {
      code: 'load_failed',
      cause: error,
      stream,
    })
  }
}
