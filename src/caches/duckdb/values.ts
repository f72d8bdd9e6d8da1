/** DuckDB's values as plain JavaScript ones, as cache.ts says of Row; and parameters the other way. */
import type {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  DuckDBType,
  DuckDBValue,
} from '@duckdb/node-api'
import type { DuckDb } from './driver.js'

type Convert = (value: DuckDBValue, type: DuckDBType) => unknown

/** The converter of a column, or undefined when its values are plain already. */
export function converters({ DuckDBTypeId: id, JSDuckDBValueConverter: plain }: DuckDb): (type: DuckDBType) => Convert {
  const special: Partial<Record<number, Convert>> = {
    [id.BIGINT]: (value) => whole(value as bigint),
    [id.UBIGINT]: (value) => whole(value as bigint),
    [id.HUGEINT]: (value) => whole(value as bigint),
    [id.UHUGEINT]: (value) => whole(value as bigint),
    [id.DECIMAL]: (value) => decimal(value as DuckDBDecimalValue),
    [id.DATE]: (value) => date(value as DuckDBDateValue),
    [id.TIME]: (value) => clock((value as DuckDBTimeValue).micros),
    [id.TIMESTAMP]: (value) => dateTime(value as Timestamp, ''),
    [id.TIMESTAMP_TZ]: (value) => dateTime(value as Timestamp, 'Z'),
  }
  const convert = (value: DuckDBValue, type: DuckDBType): unknown => {
    if (value === null) return null
    const how = type.alias === 'JSON' ? (text: DuckDBValue) => json(text as string) : special[type.typeId]
    return how === undefined ? plain(value, type, convert as typeof plain) : how(value, type)
  }
  return (type) => {
    const how = special[type.typeId]
    return how === undefined ? convert : (value) => (value === null ? null : how(value, type))
  }
}

const whole = (value: bigint): number | bigint =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value

function decimal(value: DuckDBDecimalValue): number | string {
  const text = value.toString()
  const number = Number(text)
  if (Math.abs(number) < 1e21 && number.toFixed(value.scale) === text) return number
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

const DAY = 86_400_000
const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/T.*/, '')

function date(value: DuckDBDateValue): string {
  return value.isFinite ? dayOf(value.days * DAY) : value.toString()
}

function clock(micros: bigint): string {
  const seconds = new Date(Number(micros / 1000n)).toISOString().slice(11, 19)
  const fraction = micros % 1_000_000n
  return fraction === 0n ? seconds : `${seconds}.${String(fraction).padStart(6, '0')}`
}

const MICROS_OF_DAY = 86_400_000_000n

type Timestamp = DuckDBTimestampValue | DuckDBTimestampTZValue

function dateTime(value: Timestamp, zone: string): string {
  if (!value.isFinite) return value.toString()
  const time = ((value.micros % MICROS_OF_DAY) + MICROS_OF_DAY) % MICROS_OF_DAY
  return `${dayOf(Number((value.micros - time) / 1000n))}T${clock(time)}${zone}`
}

const MANY_DIGITS = /[0-9.]{16}|[0-9][eE]/
const TOKENS = /"(?:[^"\\]+|\\.)*"|-?[0-9][-+0-9.eE]*/g

/** Numbers that JavaScript would change become their digits as text. */
function json(text: string): unknown {
  return JSON.parse(MANY_DIGITS.test(text) ? text.replace(TOKENS, (token) => (isHeld(token) ? token : `"${token}"`)) : text)
}

function isHeld(token: string): boolean {
  if (token.startsWith('"')) return true
  const number = Number(token)
  if (!Number.isFinite(number)) return false
  const digits = (text: string): string =>
    text
      .replace(/[eE].*/, '')
      .replace(/[-.]/g, '')
      .replace(/^0+|0+$/g, '')
  return digits(String(number)) === digits(token)
}

export function parameter(duckdb: DuckDb, value: unknown): DuckDBValue {
  if (value === undefined) return null
  if (value instanceof Date) return new duckdb.DuckDBTimestampTZValue(BigInt(value.getTime()) * 1000n)
  return value instanceof Uint8Array ? new duckdb.DuckDBBlobValue(value) : (value as DuckDBValue)
}
