/** What becomes of a value in a column of a type: the definition of what is right. Works on literals, so that digits stay as they are. */
import type { CacheType } from '../caches/cache.js'
import { conformDate, conformTime, conformTimestamp } from './conform-time.js'
import type { Member } from './json-text.js'

export type Reason = 'WRONG_TYPE' | 'OUT_OF_RANGE' | 'ROUNDED' | 'NOT_UNICODE' | 'NOT_JSON' | 'NOT_IN_CATALOG' | 'DUPLICATE_FIELD'

/** `literal`: plain JSON, such as the kernel takes for the type. `reason`: it does not say all that the value said. */
export interface Conformed {
  readonly literal: string
  readonly reason?: Reason
}

const WRONG: Conformed = { literal: 'null', reason: 'WRONG_TYPE' }
const OUT_OF_RANGE: Conformed = { literal: 'null', reason: 'OUT_OF_RANGE' }

const LONE_SURROGATE = /\\u[dD][89a-fA-F]/

/**
 * string: text; anything else as its JSON text. integer: a whole number of 64 bits, however it is written. number: DECIMAL(38, 9),
 * rounded half away from zero. json: any JSON, as it was written. date, timestamp, timestamptz, time: see conform-time.ts.
 */
export function conform(type: CacheType, value: Member): Conformed {
  const { literal, strict } = value
  if (literal === 'null') return { literal }
  switch (type) {
    case 'string':
      return conformString(literal, strict)
    case 'integer':
      return conformInteger(literal)
    case 'number':
      return conformNumber(literal)
    case 'boolean':
      return literal === 'true' || literal === 'false' ? { literal } : WRONG
    case 'json':
      return conformJson(literal, strict)
    case 'date':
      return ofText(literal, conformDate)
    case 'timestamp':
    case 'timestamptz':
      return ofText(literal, conformTimestamp)
    case 'time':
      return ofText(literal, conformTime)
  }
}

function ofText(literal: string, how: (text: string) => Conformed | undefined): Conformed {
  return (literal.startsWith('"') ? how(JSON.parse(literal) as string) : undefined) ?? WRONG
}

function conformString(literal: string, strict: boolean): Conformed {
  if (!literal.startsWith('"')) return { literal: strict && isPlain(literal) ? literal : JSON.stringify(literal) }
  if (!LONE_SURROGATE.test(literal)) return { literal }
  const text = JSON.parse(literal) as string
  return text.isWellFormed() ? { literal } : { literal: JSON.stringify(text.toWellFormed()), reason: 'NOT_UNICODE' }
}

function conformJson(literal: string, strict: boolean): Conformed {
  if (!strict) return { literal: 'null', reason: 'NOT_JSON' }
  return isPlain(literal) ? { literal } : { literal: 'null', reason: 'NOT_UNICODE' }
}

/** Is every escaped surrogate in the JSON one of a pair? */
function isPlain(literal: string): boolean {
  return !LONE_SURROGATE.test(literal) || allStrings(literal).every((text) => (JSON.parse(text) as string).isWellFormed())
}

const allStrings = (literal: string): readonly string[] => literal.match(/"(?:[^"\\]+|\\.)*"/g) ?? []

interface Digits {
  readonly negative: boolean
  /** Without zeros at either end; empty: zero. */
  readonly digits: string
  /** The value is 0.DIGITS times ten to this power. */
  readonly power: number
}

const NUMBER = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/

function digitsOf(literal: string): Digits | undefined {
  const found = NUMBER.exec(literal)
  if (found === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = found
  const all = whole + fraction
  const zeros = /^0*/.exec(all)?.[0].length ?? 0
  const digits = all.slice(zeros).replace(/0+$/, '')
  return { negative: sign === '-', digits, power: digits === '' ? 0 : whole.length - zeros + Number(exponent) }
}

const MOST = 9223372036854775807n

function conformInteger(literal: string): Conformed {
  const number = digitsOf(literal)
  if (number === undefined || number.digits.length > number.power) return WRONG
  if (number.power > 19) return OUT_OF_RANGE
  const value = BigInt(`${number.negative ? '-' : ''}${number.digits.padEnd(number.power, '0') || '0'}`)
  return value > MOST || value < -MOST - 1n ? OUT_OF_RANGE : { literal: String(value) }
}

const WHOLE = 29
const FRACTION = 9

function conformNumber(literal: string): Conformed {
  const number = digitsOf(literal)
  if (number === undefined) return WRONG
  const { negative, digits, power } = number
  if (digits === '') return { literal: '0' }
  if (power > WHOLE) return OUT_OF_RANGE
  const kept = power + FRACTION // digits that there is room for
  if (digits.length <= kept) return { literal: decimal(negative, digits.padEnd(kept, '0')) }
  const up = kept >= 0 && (digits[kept] ?? '0') >= '5' ? 1n : 0n
  const rounded = String(BigInt(kept > 0 ? digits.slice(0, kept) : '0') + up)
  if (rounded.length > WHOLE + FRACTION) return OUT_OF_RANGE
  return { literal: decimal(negative && rounded !== '0', rounded), reason: 'ROUNDED' }
}

/** Units of 1e-9 as a number. */
function decimal(negative: boolean, units: string): string {
  const padded = units.padStart(FRACTION + 1, '0')
  const fraction = padded.slice(-FRACTION).replace(/0+$/, '')
  return `${negative ? '-' : ''}${padded.slice(0, -FRACTION)}${fraction === '' ? '' : `.${fraction}`}`
}
