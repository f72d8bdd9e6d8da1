/**
 * `_airbyte_state` and `_airbyte_streams`, with PyAirbyte's columns, so that both tools work on one cache.
 *
 * PyAirbyte's primary key of `_airbyte_state` is table_name alone, so that two sources with streams of one name overwrite each other's
 * state. Here it is source_name and table_name, which PyAirbyte neither knows nor minds; a table that it has made is made anew.
 * `_airbyte_streams` has one column more: the name of the table in SQL, which PyAirbyte does not write down.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { TablePlan } from '../cache.js'
import type { StateMessage } from '../../protocol/messages.js'
import { rowOf, stateJson, stateOf, withoutStreams } from '../state-rows.js'
import { quoted, textLiteral } from '../sql.js'
import { tableColumns } from './tables.js'

export interface InternalTables {
  readonly schema: string
  readonly state: string
  readonly streams: string
}

export const internalTables = (schema: string): InternalTables => ({
  schema,
  state: `${quoted(schema)}._airbyte_state`,
  streams: `${quoted(schema)}._airbyte_streams`,
})

const STATE_COLUMNS = `source_name VARCHAR NOT NULL, stream_name VARCHAR NOT NULL, table_name VARCHAR NOT NULL, state_json VARCHAR NOT NULL,
  last_updated TIMESTAMP NOT NULL, PRIMARY KEY (source_name, table_name)`

export async function createInternalTables(connection: DuckDBConnection, { schema, state, streams }: InternalTables): Promise<void> {
  await connection.run(`CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}`)
  await connection.run(`CREATE TABLE IF NOT EXISTS ${state} (${STATE_COLUMNS})`)
  await connection.run(`CREATE TABLE IF NOT EXISTS ${streams} (stream_name VARCHAR NOT NULL, source_name VARCHAR NOT NULL,
    table_name VARCHAR PRIMARY KEY, catalog_metadata VARCHAR NOT NULL, sql_table_name VARCHAR)`)
  await connection.run(`ALTER TABLE ${streams} ADD COLUMN IF NOT EXISTS sql_table_name VARCHAR`)
  if (!(await keyHasSource(connection, schema))) await remakeState(connection, { schema, state, streams })
}

async function keyHasSource(connection: DuckDBConnection, schema: string): Promise<boolean> {
  const keys = await connection.runAndReadAll(
    `SELECT 1 FROM duckdb_constraints() WHERE database_name = current_database() AND schema_name = ${textLiteral(schema)}
     AND table_name = '_airbyte_state' AND constraint_type = 'PRIMARY KEY' AND NOT list_contains(constraint_column_names, 'source_name')`,
  )
  return keys.currentRowCount === 0
}

async function remakeState(connection: DuckDBConnection, { schema, state }: InternalTables): Promise<void> {
  const remade = `${quoted(schema)}._airbyte_state_remade`
  await connection.run(`CREATE OR REPLACE TABLE ${remade} (${STATE_COLUMNS})`)
  await connection.run(`INSERT INTO ${remade} SELECT source_name, stream_name, table_name, state_json, last_updated FROM ${state}`)
  await connection.run(`DROP TABLE ${state}`)
  await connection.run(`ALTER TABLE ${remade} RENAME TO _airbyte_state`)
}

export async function readStates(
  connection: DuckDBConnection,
  { schema, state }: InternalTables,
  source: string,
): Promise<readonly StateMessage[]> {
  if ((await tableColumns(connection, schema, '_airbyte_state')) === undefined) return []
  const found = await connection.runAndReadAll(`SELECT state_json FROM ${state} WHERE source_name = $1 ORDER BY table_name`, [source])
  return found.getRows().map(([json]) => stateOf(String(json)))
}

/** Inside a transaction of the caller's, as are all that follow. */
export async function saveStates(
  connection: DuckDBConnection,
  { state: table }: InternalTables,
  source: string,
  states: readonly StateMessage[],
): Promise<void> {
  for (const state of states)
    await connection.run(
      `INSERT INTO ${table} VALUES ($1, $2, $2, $3, CAST(now() AS TIMESTAMP))
       ON CONFLICT (source_name, table_name) DO UPDATE SET state_json = excluded.state_json, last_updated = excluded.last_updated`,
      [source, rowOf(state), stateJson(state)],
    )
}

export async function forgetStates(
  connection: DuckDBConnection,
  tables: InternalTables,
  source: string,
  streams: readonly string[],
): Promise<void> {
  const forgotten = new Set(streams)
  for (const state of await readStates(connection, tables, source)) {
    const left = withoutStreams(state, forgotten)
    if (left === undefined)
      await connection.run(`DELETE FROM ${tables.state} WHERE source_name = $1 AND table_name = $2`, [source, rowOf(state)])
    else await saveStates(connection, tables, source, [left])
  }
}

/** The source that a stream's table was last written by. */
export async function ownerOf(connection: DuckDBConnection, { streams }: InternalTables, stream: string): Promise<string | undefined> {
  const found = await connection.runAndReadAll(`SELECT source_name FROM ${streams} WHERE table_name = $1`, [stream])
  const owner = found.getRows()[0]?.[0]
  return owner === undefined ? undefined : String(owner)
}

export async function saveStream(
  connection: DuckDBConnection,
  { streams }: InternalTables,
  source: string,
  plan: TablePlan,
): Promise<void> {
  await connection.run(
    `INSERT OR REPLACE INTO ${streams} (stream_name, source_name, table_name, catalog_metadata, sql_table_name) VALUES ($1, $2, $1, $3, $4)`,
    [plan.stream, source, JSON.stringify(plan.schema), plan.table],
  )
}

/** The table of a stream; what PyAirbyte has loaded has the stream's name, normalised. */
export async function tableOf(
  connection: DuckDBConnection,
  { schema, streams }: InternalTables,
  stream: string,
): Promise<string | undefined> {
  if ((await tableColumns(connection, schema, '_airbyte_streams')) === undefined) return undefined
  const found = await connection.runAndReadAll(`SELECT to_json(s)::VARCHAR FROM ${streams} AS s WHERE table_name = $1`, [stream])
  const row = found.getRows()[0]?.[0]
  if (typeof row !== 'string') return undefined
  const { sql_table_name: name } = JSON.parse(row) as { readonly sql_table_name?: string | null }
  return (
    name ??
    stream
      .toLowerCase()
      .replace(/[^a-z0-9]/gu, '_')
      .replace(/^(?=[0-9])/, '_')
  )
}
