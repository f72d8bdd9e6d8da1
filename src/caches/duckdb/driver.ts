/** The driver, loaded when it is first needed, and the opening of a database. */
import fs from 'node:fs'
import path from 'node:path'
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { ConfigError, messageOf } from '../../errors.js'

export type DuckDb = typeof import('@duckdb/node-api')

export interface Database {
  readonly driver: DuckDb
  connect(): Promise<DuckDBConnection>
  close(): void
}

export async function loadDriver(): Promise<DuckDb> {
  try {
    return await import('@duckdb/node-api')
  } catch (error) {
    throw new ConfigError('DuckDB is not installed. Install it: npm install @duckdb/node-api', { code: 'package_missing', cause: error })
  }
}

/** Makes the file, and the folder that it lies in, if they are not there. Throws ConfigError when another process has it open. */
export async function openDatabase(file: string): Promise<Database> {
  const driver = await loadDriver()
  const instance = await openInstance(driver, file)
  return {
    driver,
    async connect() {
      const connection = await instance.connect()
      await connection.run("SET TimeZone = 'UTC'")
      return connection
    },
    close() {
      instance.closeSync()
    },
  }
}

async function openInstance({ DuckDBInstance: Instance }: DuckDb, file: string): Promise<DuckDBInstance> {
  try {
    if (file === ':memory:') return await Instance.create(file)
    fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true })
    // the same file twice in one process must be one instance, or it is damaged
    return await Instance.fromCache(path.resolve(file))
  } catch (error) {
    const message = messageOf(error)
    if (/could not set lock|being used by another process/i.test(message))
      throw new ConfigError(`The cache ${file} is open in another process. Close it there, or use another file.`, {
        code: 'cache_locked',
        cause: error,
      })
    throw new ConfigError(`The cache ${file} cannot be opened: ${message}`, { code: 'cache_open', cause: error })
  }
}
