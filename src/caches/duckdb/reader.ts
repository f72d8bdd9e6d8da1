/** Reading: queries and datasets. Each has a connection of its own, so that they see what is committed and hinder nobody. */
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api'
import { ConfigError, messageOf } from '../../errors.js'
import type { QueryResult, Row } from '../cache.js'
import type { DatasetReader, Statement } from '../dataset.js'
import { quoted, textLiteral } from '../sql.js'
import { arrowStream } from './arrow.js'
import type { Database } from './driver.js'
import { internalTables, tableOf } from './internal-tables.js'
import { converters, parameter } from './values.js'

type Connect = () => Promise<Database>

/** Rows as arrays, a chunk at a time. */
async function* chunks(database: Database, result: DuckDBResult): AsyncIterable<unknown[][]> {
  const converterOf = converters(database.driver)
  const convert = result.columnTypes().map(converterOf)
  const types = result.columnTypes()
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) return
    const rows = chunk.getRows()
    yield rows.map((row) => row.map((value, k) => convert[k]?.(value, types[k] as never)))
  }
}

async function start(database: Database, connection: DuckDBConnection, { sql, parameters }: Statement): Promise<DuckDBResult> {
  const values = parameters.map((value) => parameter(database.driver, value))
  try {
    return await connection.stream(sql, values)
  } catch (error) {
    throw new ConfigError(messageOf(error), { code: 'query_failed', cause: error })
  }
}

export async function query(connect: Connect, statement: Statement): Promise<QueryResult> {
  const database = await connect()
  const connection = await database.connect()
  try {
    const result = await start(database, connection, statement)
    const rows: unknown[][] = []
    for await (const batch of chunks(database, result)) rows.push(...batch)
    return { columns: result.columnNames(), rows }
  } finally {
    connection.closeSync()
  }
}

export function datasetReader(connect: Connect, schema: string, stream: string): DatasetReader {
  return {
    async table() {
      const connection = await (await connect()).connect()
      try {
        const table = await tableOf(connection, internalTables(schema), stream)
        if (table !== undefined) return `${quoted(schema)}.${quoted(table)}`
      } finally {
        connection.closeSync()
      }
      throw new ConfigError(`The cache holds no stream ${stream}. Sync it first.`, { code: 'no_such_stream', stream })
    },
    async columns({ sql, parameters }) {
      const { rows } = await query(connect, { sql: `DESCRIBE ${sql}`, parameters })
      return rows.map(([name, type]) => ({ name: String(name), type: String(type) }))
    },
    async *batches(statement) {
      const database = await connect()
      const connection = await database.connect()
      try {
        const result = await start(database, connection, statement)
        const names = result.columnNames()
        for await (const batch of chunks(database, result))
          yield batch.map((values): Row => Object.fromEntries(names.map((name, k) => [name, values[k]])))
      } finally {
        connection.closeSync()
      }
    },
    async toArrow(statement) {
      const database = await connect()
      const connection = await database.connect()
      try {
        return await arrowStream(database.driver, await start(database, connection, statement))
      } finally {
        connection.closeSync()
      }
    },
    async toParquet({ sql, parameters }, path) {
      await query(connect, { sql: `COPY (${sql}) TO ${textLiteral(path)} (FORMAT parquet)`, parameters })
    },
  }
}
