/** Tables: made, and altered to what a plan wants. No column is dropped, no value is lost. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { CacheColumn, TablePlan } from '../cache.js'
import { list, quoted, textLiteral } from '../sql.js'
import { commonType, converted, SQL_TYPE } from './types.js'

/** Columns by name, with their types, in their order. */
export type TableColumns = ReadonlyMap<string, string>

const INTERNAL: TableColumns = new Map([
  ['_airbyte_raw_id', 'VARCHAR'],
  ['_airbyte_extracted_at', 'TIMESTAMP'],
  ['_airbyte_meta', 'JSON'],
])

const wantedColumns = (columns: readonly CacheColumn[]): TableColumns =>
  new Map([...columns.map(({ name, type }) => [name, SQL_TYPE[type]] as const), ...INTERNAL])

export async function createTable(connection: DuckDBConnection, table: string, plan: TablePlan): Promise<TableColumns> {
  const wanted = wantedColumns(plan.columns)
  await connection.run(`CREATE OR REPLACE TABLE ${table} (${list([...wanted].map(([name, type]) => `${quoted(name)} ${type}`))})`)
  return wanted
}

/** The columns of a table; undefined: there is none. */
export async function tableColumns(connection: DuckDBConnection, schema: string, name: string): Promise<TableColumns | undefined> {
  const found = await connection.runAndReadAll(
    `SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = current_database()
     AND lower(schema_name) = lower(${textLiteral(schema)}) AND lower(table_name) = lower(${textLiteral(name)}) ORDER BY column_index`,
  )
  const columns = found.getRows().map(([column, type]) => [String(column).toLowerCase(), String(type)] as const)
  return columns.length === 0 ? undefined : new Map(columns)
}

/** Adds the columns that are missing and widens those that are too narrow. Gives the columns as they are then. */
export async function alterTable(
  connection: DuckDBConnection,
  table: string,
  present: TableColumns,
  plan: TablePlan,
): Promise<TableColumns> {
  const columns = new Map(present)
  for (const [name, wanted] of wantedColumns(plan.columns)) {
    const type = present.get(name)
    const common = type === undefined ? wanted : commonType(type, wanted)
    columns.set(name, common)
    if (type === undefined) await connection.run(`ALTER TABLE ${table} ADD COLUMN ${quoted(name)} ${wanted}`)
    else if (type !== common)
      await connection.run(
        `ALTER TABLE ${table} ALTER COLUMN ${quoted(name)} SET DATA TYPE ${common} USING ${converted(quoted(name), type, common)}`,
      )
  }
  return columns
}

export interface Load {
  readonly plan: TablePlan
  /** Quoted. */
  readonly table: string
  readonly columns: TableColumns
  readonly path: string
}

/**
 * The statements that put a segment into a table. When merged, rows whose key is there are deleted first, which takes far less memory than
 * MERGE, and leaves one row of a key that was there twice.
 */
export function loadStatements({ plan, table, columns, path }: Load): readonly string[] {
  const merge = plan.mode === 'merge'
  const file = `read_parquet(${textLiteral(path)}${merge ? ', file_row_number = true' : ''})`
  const value = (name: string, type: string): string => converted(valueOf(name), type, columns.get(name) ?? type)
  const wanted = wantedColumns(plan.columns)
  const names = [...wanted.keys()].map(quoted)
  const insert = `INSERT INTO ${table} (${list(names)})
    SELECT ${list([...wanted].map(([name, type]) => value(name, type)))} FROM ${file} AS segment`
  if (!merge) return [insert]
  const keys = plan.primaryKey.map(quoted)
  const fresh = `SELECT ${list(plan.primaryKey.map((name) => `${value(name, wanted.get(name) ?? '')} AS ${quoted(name)}`))} FROM ${file} AS segment`
  const same = keys.map((key) => `present.${key} = fresh.${key}`).join(' AND ')
  return [`DELETE FROM ${table} AS present USING (${fresh}) AS fresh WHERE ${same}`, `${insert} WHERE ${isLast(keys, file)}`]
}

function valueOf(name: string): string {
  if (name === '_airbyte_raw_id') return 'CAST(uuidv7() AS VARCHAR)'
  return name === '_airbyte_meta' ? `coalesce(segment._airbyte_meta, '{}')` : `segment.${quoted(name)}`
}

/** Of the rows with one key the last; every row in whose key something is null, since null is no key. */
function isLast(keys: readonly string[], file: string): string {
  const last = `SELECT max(file_row_number) FROM ${file} GROUP BY ${list(keys)}`
  return `${keys.map((key) => `segment.${key} IS NULL`).join(' OR ')} OR file_row_number IN (${last})`
}
