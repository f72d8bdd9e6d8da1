// The table of caches: a cache is there when src/caches holds its file.
import fs from 'node:fs'
import { inRoot } from '../lib.mjs'
import { code, table } from './markdown.mjs'

const CACHES = [
  ['DuckDB', 'duckdb', 'duckdb:FILE', 'The default: a file, nothing to run.'],
  ['MotherDuck', 'motherduck', 'md:DATABASE', 'DuckDB in the cloud.'],
  ['Postgres', 'postgres', 'postgres://…', 'Loaded by COPY.'],
  ['Snowflake', 'snowflake', 'snowflake://…', 'Loaded by PUT and COPY INTO.'],
  ['BigQuery', 'bigquery', 'bigquery://PROJECT/DATASET', 'Loaded by load jobs.'],
]

export function cacheTable() {
  const rows = CACHES.map(([name, file, url, about]) => {
    const present = fs.existsSync(inRoot(`src/caches/${file}.ts`))
    return [name, code(url), present ? 'there' : 'not yet: refused with a clear error', about]
  })
  return table(['Cache', '`--cache`', 'State', 'How'], rows)
}
