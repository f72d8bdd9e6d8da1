/** Compares answers with the wanted ones. */
import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../src/protocol/messages.js'

type Container = Record<string, unknown>

const isContainer = (value: unknown): value is Container => value !== null && typeof value === 'object'

/** The first difference, with its place; undefined: none. The order of an object's keys does not count. */
export function difference(wanted: unknown, got: unknown, at = ''): string | undefined {
  if (isDeepStrictEqual(wanted, got)) return undefined
  if (isContainer(wanted) && isContainer(got) && Array.isArray(wanted) === Array.isArray(got)) {
    const keys = new Set([...Object.keys(wanted), ...Object.keys(got)])
    for (const key of keys) {
      const found = difference(wanted[key], got[key], `${at}/${key}`)
      if (found !== undefined) return found
    }
    return undefined
  }
  const shown = (value: unknown): string => (JSON.stringify(value) as string | undefined)?.slice(0, 300) ?? 'nothing'
  return `${at}: wanted ${shown(wanted)}, got ${shown(got)}`
}

/** A copy without the places that a case does not compare: paths of keys, the first part being the step, with a star for every key. */
export function without<Value>(value: Value, paths: readonly string[]): Value {
  const copy = structuredClone(value)
  for (const path of paths) drop(copy, path.split('/'))
  return copy
}

function drop(value: unknown, [part = '', ...rest]: readonly string[]): void {
  if (!isContainer(value)) return
  for (const key of part === '*' ? Object.keys(value) : [part]) {
    if (rest.length > 0) drop(value[key], rest)
    else Reflect.deleteProperty(value, key)
  }
}

const OPEN_LISTS = ['oneOf', 'enum', 'examples']

/** A spec may offer more than the recorded one: further optional properties, and further choices after the known ones. They are left out. */
export function knownPart(wanted: unknown, got: unknown, key?: string): unknown {
  if (Array.isArray(wanted) && Array.isArray(got)) {
    const compared: unknown[] = key !== undefined && OPEN_LISTS.includes(key) ? got.slice(0, wanted.length) : got
    return compared.map((value, i) => knownPart((wanted as Json[])[i], value))
  }
  if (!isContainer(wanted) || !isContainer(got)) return got
  const entries = Object.entries(got).filter(([name]) => key !== 'properties' || name in wanted)
  return Object.fromEntries(entries.map(([name, value]) => [name, knownPart(wanted[name], value, name)]))
}
