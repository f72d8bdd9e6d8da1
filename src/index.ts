/** The library: start a connector, keep its rows in a cache, use them. */
export { getSource, type ReadOptions, type ReadResult, type Source, type SourceOptions } from './runner/source.js'
export type { SourceKind } from './runner/executors/resolve.js'
export type { Strategy } from './runner/columns.js'
export type { OnProgress, Progress, StreamProgress } from './runner/progress.js'
export { getDefaultCache } from './caches/open.js'
export { duckdb, type DuckDbOptions } from './caches/duckdb.js'
export type { Cache, Dataset, DatasetColumn, DocumentOptions, QueryResult, Row, RowDocument } from './caches/cache.js'
export {
  ConfigError,
  ConnectorError,
  DataError,
  ExpectedError,
  Interrupted,
  SystemError,
  TransientError,
  type ConnectorReport,
  type FailureType,
} from './errors.js'
export type { Catalog, CatalogStream } from './protocol/catalog.js'
