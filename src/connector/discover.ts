import { ConfigError, DataError, TransientError } from '../errors.js'
import type { Split } from '../objects/store.js'
import type { CatalogStream } from '../protocol/catalog.js'
import { MODIFIED_FIELD } from '../protocol/record.js'
import type { Columns } from '../schema/column.js'
import { mergeColumns, SchemaConflict } from '../schema/merge.js'
import { schemalessSchema, streamSchema } from '../schema/stream-schema.js'
import { describe } from './failures.js'
import type { Log } from './log.js'
import type { Session } from './session.js'
import { fileStream, type FileStream } from './stream.js'

/** The newest so many files shape a schema, however many there are. */
const MOST_FILES = 10

/** The catalog of all configured streams. */
export async function discover(session: Session): Promise<void> {
  const streams: CatalogStream[] = []
  for (const config of session.config.streams) streams.push(await catalogStream(fileStream(session, config), session.log))
  session.output.message({ type: 'CATALOG', catalog: { streams } })
}

async function catalogStream(stream: FileStream, log: Log): Promise<CatalogStream> {
  const { name, primaryKey } = stream.config
  return {
    name,
    json_schema: await discoverSchema(stream, log),
    supported_sync_modes: ['full_refresh', 'incremental'],
    source_defined_cursor: true,
    default_cursor_field: [MODIFIED_FIELD],
    ...(primaryKey !== undefined && { source_defined_primary_key: [[primaryKey]] }),
    is_resumable: true,
    is_file_based: false,
  }
}

async function discoverSchema(stream: FileStream, log: Log): Promise<CatalogStream['json_schema']> {
  const { inputColumns, config } = stream
  if (inputColumns !== undefined) return streamSchema(inputColumns, { nullable: false })
  const columns = config.schemaless ? undefined : await discoverColumns(stream, log)
  return columns === undefined ? schemalessSchema() : streamSchema(columns, { nullable: true })
}

/** The columns of the files that shape the schema; undefined when there is no file at all. */
export async function discoverColumns(stream: FileStream, log: Log): Promise<Columns | undefined> {
  const files = await shapingFiles(stream, log)
  if (files.length === 0) {
    log.warn(`Stream ${stream.config.name}: no file matches, so the schema is not known yet.`)
    return undefined
  }
  const found = await Promise.all(files.map((file) => inferFile(stream, file, log)))
  const columns = mergeAll(stream, found, log)
  if (columns.size > 0) return columns
  throw new ConfigError(
    `Stream ${stream.config.name}: none of its files shows any column (see the log for each). Check that the format and its options fit the files, or give an input schema.`,
    { code: 'schema_not_inferred', stream: stream.config.name },
  )
}

/** Oldest first, so that columns stand in the order in which they came up. */
async function shapingFiles(stream: FileStream, log: Log): Promise<Split[]> {
  const { config } = stream
  const limit = Math.min(config.recentFiles ?? MOST_FILES, MOST_FILES)
  let chosen: Split[] = []
  let count = 0
  for await (const file of stream.files()) {
    if (config.useFirstFile) return [file]
    count++
    chosen.push(file)
    if (chosen.length > 2 * limit) chosen = newest(chosen, limit)
  }
  if (count > limit && config.recentFiles === undefined)
    log.warn(`Stream ${config.name}: the ${limit} newest of ${count} files shape the schema.`)
  return newest(chosen, limit)
}

const newest = (files: readonly Split[], limit: number): Split[] => [...files].sort((a, b) => a.modified - b.modified).slice(-limit)

interface FileColumns {
  readonly uri: string
  readonly columns: Columns
}

/** A file that cannot be read is told in the log and leaves the schema to the others. */
async function inferFile(stream: FileStream, file: Split, log: Log): Promise<FileColumns | undefined> {
  try {
    return { uri: file.uri, columns: await stream.format.infer(stream.source(file)) }
  } catch (error) {
    if (!(error instanceof DataError || error instanceof TransientError || error instanceof SchemaConflict)) throw error
    log.error(`Stream ${stream.config.name}: ${file.uri} does not shape the schema: ${describe(error)}`)
    return undefined
  }
}

function mergeAll(stream: FileStream, found: readonly (FileColumns | undefined)[], log: Log): Columns {
  let columns: Columns = new Map()
  for (const file of found) {
    if (file === undefined) continue
    try {
      columns = mergeColumns(columns, file.columns)
    } catch (error) {
      if (!(error instanceof SchemaConflict)) throw error
      log.error(`Stream ${stream.config.name}: ${file.uri} does not shape the schema: ${error.message}`)
    }
  }
  return columns
}
