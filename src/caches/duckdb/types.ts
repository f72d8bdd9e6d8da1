/** Column types of DuckDB: which one a plan wants, which one holds the values of which, and how to get from one to the other. */
import type { CacheType } from '../cache.js'

export const SQL_TYPE: Readonly<Record<CacheType, string>> = {
  string: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DECIMAL(38,9)',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  timestamptz: 'TIMESTAMP WITH TIME ZONE',
  time: 'TIME',
  json: 'JSON',
}

const INTEGERS = ['TINYINT', 'UTINYINT', 'SMALLINT', 'USMALLINT', 'INTEGER', 'UINTEGER', 'BIGINT']
const TIMESTAMPS = ['TIMESTAMP', 'TIMESTAMP WITH TIME ZONE']

/** Has `outer` room for every value of `inner`, without a change? A timestamp without a zone is UTC. */
function holds(outer: string, inner: string): boolean {
  if (outer === inner || outer === 'VARCHAR') return true
  if (outer === 'JSON') return inner !== 'VARCHAR'
  if (TIMESTAMPS.includes(outer)) return TIMESTAMPS.includes(inner) || inner === 'DATE'
  if (outer === 'HUGEINT' || outer === 'BIGINT') return INTEGERS.includes(inner)
  return outer === SQL_TYPE.number && (INTEGERS.includes(inner) || smallDecimal(inner))
}

function smallDecimal(type: string): boolean {
  const [, precision, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? []
  return precision !== undefined && Number(scale) <= 9 && Number(precision) - Number(scale) <= 29
}

/** The type of a column that is `present` and shall take values of `wanted`: text when neither has room for the other. */
export function commonType(present: string, wanted: string): string {
  if (holds(present, wanted)) return present
  return holds(wanted, present) ? wanted : 'VARCHAR'
}

/** `expression`, of type `from`, as `to`, which has room for it. */
export function converted(expression: string, from: string, to: string): string {
  if (from === to) return expression
  if (to === 'VARCHAR') return asText(expression, from)
  if (to === 'JSON') return from === 'VARCHAR' ? `to_json(${expression})` : jsonOf(expression, from)
  return `CAST(${expression} AS ${to})`
}

/** Without the zeros that a decimal's scale brings. */
function asText(expression: string, type: string): string {
  const text = `CAST(${expression} AS VARCHAR)`
  return /^DECIMAL\(\d+,[1-9]/.test(type) ? `rtrim(rtrim(${text}, '0'), '.')` : text
}

function jsonOf(expression: string, type: string): string {
  const bare = type === 'BOOLEAN' || type === 'HUGEINT' || type.startsWith('DECIMAL') || INTEGERS.includes(type)
  return bare ? `CAST(${asText(expression, type)} AS JSON)` : `to_json(CAST(${expression} AS VARCHAR))`
}
