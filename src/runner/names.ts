/** Names of tables and columns, by PyAirbyte's convention wherever that gives a name. */
import { createHash } from 'node:crypto'

/** Columns that every table has. */
export const INTERNAL_COLUMNS = ['_airbyte_raw_id', '_airbyte_extracted_at', '_airbyte_meta'] as const

/** Tables that are not of streams. */
export const INTERNAL_TABLES = ['_airbyte_state', '_airbyte_streams', '_airbyte_destination_state'] as const

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)

/**
 * Lower case; each character outside a-z and 0-9 becomes `_`; `_` goes before a leading digit. Where nothing but underscores would
 * remain (PyAirbyte gives up), eight hexadecimal digits of the text's SHA-256 follow: `价格` → `___9a1f3b0c`.
 */
export function normalizeName(text: string): string {
  const plain = text.toLowerCase().replace(/[^a-z0-9]/gu, '_')
  if (/^_*$/.test(plain)) return `${plain}_${hash(text)}`
  return /^[0-9]/.test(plain) ? `_${plain}` : plain
}

/** No longer than `max` characters (all of them ASCII); a name that is cut ends with a hash of `text`. */
export function shortenName(name: string, text: string, max: number): string {
  return name.length <= max ? name : withHash(name, text, max)
}

function withHash(name: string, text: string, max: number): string {
  const ending = `_${hash(text)}`
  return name.slice(0, max - ending.length) + ending
}

/**
 * The names of different texts, all different. Of texts that clash (PyAirbyte keeps the last and drops the others) one that is its own
 * name keeps it; every other one gets a hash of itself, so that the order of the texts never decides which column a value lands in.
 */
export function uniqueNames(texts: readonly string[], max: number, reserved: readonly string[]): ReadonlyMap<string, string> {
  const plain = new Map(texts.map((text) => [text, shortenName(normalizeName(text), text, max)]))
  const wanted = new Map<string, number>()
  for (const name of plain.values()) wanted.set(name, (wanted.get(name) ?? 0) + 1)
  const names = new Map<string, string>()
  for (const [text, name] of plain) {
    const clashes = reserved.includes(name) || ((wanted.get(name) ?? 0) > 1 && text !== name)
    names.set(text, clashes ? withHash(name, text, max) : name)
  }
  return names
}
