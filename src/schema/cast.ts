/** The text of a cell → the JSON text of its value. Digits stay as they are written. */
import type { ColumnType } from './column.js'

export interface Words {
  readonly trueValues: ReadonlySet<string>
  readonly falseValues: ReadonlySet<string>
}

const INTEGER = /^-?(?:0|[1-9][0-9]*)$/
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/
/** What Python's int() and float() take beyond JSON: blanks around, a plus, leading zeros, underscores between digits, a bare point. */
const LOOSE = /^\s*([+-]?)([0-9]+(?:_[0-9]+)*)?(?:(\.)([0-9]+(?:_[0-9]+)*)?)?([eE][+-]?[0-9]+)?\s*$/
const NOT_FINITE = /^\s*[+-]?(?:nan|inf|infinity)\s*$/i

/** JSON text, or undefined for a text that is no value of the type. */
export function castText(text: string, type: ColumnType | 'any', words: Words): string | undefined {
  if (type === 'integer') return INTEGER.test(text) ? text : looseInteger(text)
  if (type === 'number') return NUMBER.test(text) ? text : looseNumber(text)
  if (type === 'boolean') return words.trueValues.has(text) ? 'true' : words.falseValues.has(text) ? 'false' : undefined
  if (type === 'array') return isJson(text) && text.trimStart().startsWith('[') ? oneLine(text) : undefined
  if (type === 'object') return isJson(text) ? oneLine(text) : undefined
  if (type === 'null') return text === '' ? 'null' : undefined
  return JSON.stringify(text)
}

function looseInteger(text: string): string | undefined {
  const [, sign = '', digits, point, , power] = LOOSE.exec(text) ?? []
  return digits === undefined || point !== undefined || power !== undefined ? undefined : `${sign.replace('+', '')}${plainDigits(digits)}`
}

/** NaN and the infinities have no JSON; they become null, as from the reference. */
function looseNumber(text: string): string | undefined {
  if (NOT_FINITE.test(text)) return 'null'
  const [, sign = '', whole, , fraction, power = ''] = LOOSE.exec(text) ?? []
  if (whole === undefined && fraction === undefined) return undefined
  const decimals = fraction === undefined ? '' : `.${fraction.replaceAll('_', '')}`
  return `${sign.replace('+', '')}${plainDigits(whole ?? '0')}${decimals}${power}`
}

const plainDigits = (digits: string): string => digits.replaceAll('_', '').replace(/^0+(?=[0-9])/, '')

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false // that it is none is the answer
  }
}

/** A record is a line; between its tokens JSON may have line ends, and within them it has none. */
const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ')

/** What a cell looks like: the narrowest types it fits. No leading zeros, signs or blanks are lost: with them it is text. */
export type Look = 'boolean' | 'integer' | 'number' | 'string'

const LOOKS_NUMBER = /^-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/

export function looksOf(text: string, words: Words): ReadonlySet<Look> {
  const looks = new Set<Look>(['string'])
  if (words.trueValues.has(text) || words.falseValues.has(text)) looks.add('boolean')
  if (INTEGER.test(text)) looks.add('integer')
  if (LOOKS_NUMBER.test(text) && Number.isFinite(Number(text))) looks.add('number')
  return looks
}
