/** DuckDB as a cache: a file, or memory. */
import type { Cache, CacheCapabilities, Dataset, LoadSession, QueryResult, TablePlan } from './cache.js'
import type { StateMessage } from '../protocol/messages.js'
import { SqlDataset } from './dataset.js'
import { openDatabase, type Database } from './duckdb/driver.js'
import { internalTables, readStates } from './duckdb/internal-tables.js'
import { datasetReader, query } from './duckdb/reader.js'
import { openSession } from './duckdb/session.js'

export interface DuckDbOptions {
  /** A file, or `:memory:`. */
  readonly path: string
  /** Default: main. */
  readonly schema?: string
  /** What loading may take, as DuckDB has it (`300MB`). Default: about 160MB for a file, more for wide tables and large records; for `:memory:` DuckDB's own. */
  readonly memory?: string
  /** Threads for loading; more than one costs more than it gains while a connector runs. Default: 1. */
  readonly threads?: number
}

const CAPABILITIES: CacheCapabilities = { maxIdentifier: 255, transactionalDdl: true, merge: 'native' }

/** Nothing is opened before it is needed. Errors: ConfigError `cache_locked`, `cache_open`, `package_missing`, `query_failed`. */
export function duckdb(pathOrOptions: string | DuckDbOptions): Cache {
  const options = typeof pathOrOptions === 'string' ? { path: pathOrOptions } : pathOrOptions
  return new DuckDbCache(options)
}

class DuckDbCache implements Cache {
  readonly url: string
  readonly capabilities = CAPABILITIES
  readonly #options: DuckDbOptions
  readonly #schema: string
  #database: Promise<Database> | undefined

  constructor(options: DuckDbOptions) {
    this.#options = options
    this.#schema = options.schema ?? 'main'
    this.url = `duckdb:${options.path}${options.schema === undefined ? '' : `?schema=${encodeURIComponent(options.schema)}`}`
  }

  readonly #connect = (): Promise<Database> => (this.#database ??= openDatabase(this.#options.path))

  async states(source: string): Promise<readonly StateMessage[]> {
    const connection = await (await this.#connect()).connect()
    try {
      return await readStates(connection, internalTables(this.#schema), source)
    } finally {
      connection.closeSync()
    }
  }

  async open(source: string, plans: readonly TablePlan[], options: { readonly fresh?: boolean } = {}): Promise<LoadSession> {
    const { path, memory, threads = 1 } = this.#options
    const settings = { threads: String(Math.trunc(threads)), ...(memory === undefined ? {} : { memory_limit: memory }) }
    const frugal = memory === undefined && path !== ':memory:'
    return openSession({
      database: await this.#connect(),
      schema: this.#schema,
      source,
      plans,
      fresh: options.fresh ?? false,
      settings,
      frugal,
    })
  }

  query(sql: string, parameters: readonly unknown[] = []): Promise<QueryResult> {
    return query(this.#connect, { sql, parameters })
  }

  stream(name: string): Dataset {
    return new SqlDataset(datasetReader(this.#connect, this.#schema, name))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const database = this.#database
    this.#database = undefined
    ;(await database)?.close()
  }
}
