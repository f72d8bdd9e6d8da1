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

/**
 * A file of records of one stream: plain, uncompressed Parquet, as runner/spool.ts writes it. Its columns are those of the plan by name,
 * then `_airbyte_extracted_at` (timestamp, UTC) and `_airbyte_meta` (JSON, null for `{}`); rows are in the order of arrival.
 * string: UTF8; integer: INT64; number: DECIMAL(38, 9); boolean, json: as they are; date, time (microseconds); timestamp and
 * timestamptz: microseconds, UTC. Whoever asked for it deletes it after load().
 */
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
  /** Reads the file to its end, inside the open transaction. */
  load(segment: Segment): Promise<void>
  /**
   * Everything loaded since the last commit, and these states, in one transaction. A replaced stream stays hidden until complete();
   * until then its states are held back, and global states until every replaced stream is complete, since they vouch for hidden rows.
   */
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
  /** Values as in Row. A statement that gives no rows has none. */
  query(sql: string, parameters?: readonly unknown[]): Promise<QueryResult>
  /** The rows of a stream that has been loaded, by the stream's name. */
  stream(name: string): Dataset
}

/**
 * A row by column name. string: text; boolean; integer: number, or bigint beyond 2^53; number: number where that says it exactly, else
 * its digits as text; date, timestamp, time: ISO 8601 text (`2024-01-31`, `2024-01-31T10:00:00.123456`, with `Z` when the type has a
 * zone; no fraction when it is zero); json: parsed, or its text if a number in it is not one that JavaScript holds exactly; else null.
 */
export type Row = Readonly<Record<string, unknown>>

export interface DatasetColumn {
  readonly name: string
  /** The database's own name of the type. */
  readonly type: string
}

export interface DocumentOptions {
  /** Column whose value heads the text. */
  readonly title?: string
  /** Columns that make up the text: one is taken as it is, several become sections. Default: all but title and metadata. */
  readonly content?: readonly string[]
  /** Columns that go to the metadata. Default: none. */
  readonly metadata?: readonly string[]
}

/** The shape that LangChain and others take. */
export interface RowDocument {
  readonly id?: string
  readonly pageContent: string
  readonly metadata: Row
}

/** Rows of a stream or of a part of it; read anew by every call, in batches underneath. */
export interface Dataset extends AsyncIterable<Row> {
  columns(): Promise<readonly DatasetColumn[]>
  count(): Promise<number>
  /** The rows for which a condition in SQL holds; everything after sees only these. each `?` takes a parameter. */
  where(condition: string, parameters?: readonly unknown[]): Dataset
  batches(): AsyncIterable<readonly Row[]>
  toArray(): Promise<readonly Row[]>
  /** Arrow IPC, stream format. Needs the package apache-arrow. */
  toArrow(): Promise<Uint8Array>
  /** Replaces the file. */
  toParquet(path: string): Promise<void>
  toDocuments(options?: DocumentOptions): AsyncIterable<RowDocument>
}
