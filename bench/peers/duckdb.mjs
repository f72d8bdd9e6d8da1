// node duckdb.mjs SQL: one statement of DuckDB on one thread.
import { DuckDBInstance } from '@duckdb/node-api'

const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
await connection.run(process.argv[2])
