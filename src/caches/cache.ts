/** What a cache is to the runner. No cache is named here. */
import type { JsonObject, StateMessage } from '../protocol/messages.js'

/** Neutral column types; each cache has its own names for them. */
export type CacheType = 'string' | 'integer' | 'number' | 'boolean' | 'date' | 'timestamp' | 'timestamptz' | 'time' | 'json'

/** `property` is the field in the records, `name` the column in the table. */
export interface CacheColumn {
  readonly property: string
  readonly name: string
  readonly type: CacheType
}

export type WriteMode = 'append' | 'merge' | 'replace'

/** A stream as a table: columns in catalog order, without the three `_airbyte_` ones, which every table has. */
export interface TablePlan {
  readonly stream: string
  readonly table: string
  readonly columns: readonly CacheColumn[]
  readonly mode: WriteMode
  /** Column names; empty unless the mode is merge. */
  readonly primaryKey: readonly string[]
  /** The stream's JSON schema, kept in `_airbyte_streams`. */
  readonly schema: JsonObject
}

/** A file of RECORD lines of one stream, in the form that runner/spool.ts writes. */
export interface Segment {
  readonly stream: string
  readonly path: string
  readonly records: number
  readonly bytes: number
}

/** What holds for a cache, as data for the runner and for the tests. */
export interface CacheCapabilities {
  readonly maxIdentifier: number
  readonly transactionalDdl: boolean
  readonly merge: 'native' | 'emulated'
}

/** One sync's writing. Rows enter with load() and become visible, together with their states, with commit(). */
export interface LoadSession extends AsyncDisposable {
  load(segment: Segment): Promise<void>
  /** Everything loaded since the last commit, and these states, in one transaction. A replaced stream stays hidden until complete(). */
  commit(states: readonly StateMessage[]): Promise<void>
  /** A stream has come to its good end: a replaced one takes its place, atomically, also when it has no rows. */
  complete(stream: string): Promise<void>
  /** Leaves without committing what is open. */
  [Symbol.asyncDispose](): Promise<void>
}

/** The result of a query. */
export interface QueryResult {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}

export interface Cache extends AsyncDisposable {
  /** As a user would write it, without secrets: `duckdb:./airlift.duckdb`. */
  readonly url: string
  readonly capabilities: CacheCapabilities
  /** The saved states of a source's streams, ready to be handed to the connector. */
  states(source: string): Promise<readonly StateMessage[]>
  /** Creates and alters tables as needed (new columns, wider types). `fresh`: forget saved states of these streams. */
  open(source: string, plans: readonly TablePlan[], options?: { readonly fresh?: boolean }): Promise<LoadSession>
  query(sql: string, parameters?: readonly unknown[]): Promise<QueryResult>
}
