/** JSON whose numbers keep their digits: one that a double does not give back becomes the text `int:…` or `num:…`, one text for one value. */
import { isDeepStrictEqual } from 'node:util'

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const SAFE_LENGTH = 16

export function parseExactly(json: string): unknown {
  const replaced = json.replace(STRING_OR_NUMBER, (token) =>
    token.startsWith('"') || (token.length < SAFE_LENGTH && !/e/i.test(token)) ? token : exactNumber(token),
  )
  return JSON.parse(replaced) as unknown
}

interface Decimal {
  readonly sign: string
  /** Without zeros at either end; '0' for zero. */
  readonly digits: string
  readonly power: number
}

function decimal(literal: string): Decimal {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(literal) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const short = digits.replace(/0+$/, '')
  if (short === '') return { sign: '', digits: '0', power: 0 }
  return { sign, digits: short, power: Number(exponent) - fraction.length + digits.length - short.length }
}

function exactNumber(literal: string): string {
  const value = decimal(literal)
  const double = Number(literal)
  if (Number.isFinite(double) && isDeepStrictEqual(value, decimal(String(double)))) return literal
  return JSON.stringify(spelled(value))
}

function spelled({ sign, digits, power }: Decimal): string {
  const point = digits.length + power
  if (Math.abs(point) > 99) return `num:${sign}${digits}e${power}`
  if (power >= 0) return `int:${sign}${digits}${'0'.repeat(power)}`
  if (point > 0) return `num:${sign}${digits.slice(0, point)}.${digits.slice(point)}`
  return `num:${sign}0.${'0'.repeat(-point)}${digits}`
}
