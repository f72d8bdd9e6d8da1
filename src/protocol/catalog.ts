import type { JsonObject } from './messages.js'

export type SyncMode = 'full_refresh' | 'incremental'
export type DestinationSyncMode = 'append' | 'overwrite' | 'append_dedup'

/** The json_schema of a stream: an object whose properties are the columns. */
export interface StreamSchema {
  readonly type?: 'object' | readonly string[]
  readonly properties: Readonly<Record<string, JsonObject>>
}

/** A stream as discover offers it. */
export interface CatalogStream {
  readonly name: string
  readonly namespace?: string
  readonly json_schema: StreamSchema
  readonly supported_sync_modes: readonly SyncMode[]
  readonly source_defined_cursor?: boolean
  readonly default_cursor_field?: readonly string[]
  readonly source_defined_primary_key?: readonly (readonly string[])[]
  readonly is_resumable?: boolean
  readonly is_file_based?: boolean
}

export interface Catalog {
  readonly streams: readonly CatalogStream[]
}

/** A stream as read is told to sync it. */
export interface ConfiguredStream {
  readonly stream: CatalogStream
  readonly sync_mode: SyncMode
  readonly destination_sync_mode: DestinationSyncMode
  readonly cursor_field?: readonly string[]
  readonly primary_key?: readonly (readonly string[])[]
}

export interface ConfiguredCatalog {
  readonly streams: readonly ConfiguredStream[]
}
