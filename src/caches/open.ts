import { ConfigError } from '../errors.js'
import type { Cache } from './cache.js'
import { duckdb } from './duckdb.js'

const LATER: Readonly<Record<string, string>> = {
  postgres: 'Postgres',
  postgresql: 'Postgres',
  md: 'MotherDuck',
  snowflake: 'Snowflake',
  bigquery: 'BigQuery',
}

/** The cache that a URL names: `duckdb:FILE[?schema=NAME]`. Nothing is opened yet. Throws ConfigError. */
export function openCache(url: string): Cache {
  const [, scheme = '', rest = ''] = /^([a-z]+):(.*)$/s.exec(url) ?? []
  const [file = '', query = ''] = rest.split(/\?(?=[^?]*$)/)
  const schema = new URLSearchParams(query).get('schema')
  if (scheme === 'duckdb' && file !== '') return duckdb({ path: file, ...(schema !== null && { schema }) })
  const later = LATER[scheme]
  // a URL may hold a password: only its beginning is repeated
  if (later !== undefined) throw new ConfigError(`${later} is not supported as a cache yet. Use duckdb:FILE.`, { code: 'cache_later' })
  throw new ConfigError(
    `A cache is named by a URL such as duckdb:./airlift.duckdb, not by "${scheme === '' ? url.slice(0, 40) : `${scheme}:…`}".`,
    { code: 'cache_url' },
  )
}

/** DuckDB in the file `airlift.duckdb` of the working folder: where the command line keeps rows too. */
export const getDefaultCache = (): Cache => openCache(DEFAULT_CACHE)

export const DEFAULT_CACHE = 'duckdb:./airlift.duckdb'
