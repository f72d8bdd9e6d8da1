/** Secrets of the configuration, and texts without them. */
import type { Json } from '../protocol/messages.js'
import { isObject } from '../state/json.js'

/** Fewer characters are no secret that a server would accept, and to mask them would garble every text. */
const SHORTEST = 3

const MASK = '****'

/**
 * The values of the configuration under a name that the spec marks with `airbyte_secret` anywhere, wherever they stand: so those
 * of a configuration that is not migrated yet are found too.
 */
export function secretValues(config: unknown, spec: unknown): readonly string[] {
  const names = new Set<string>()
  visit(spec as Json, (name, value) => {
    if (isObject(value) && value.airbyte_secret === true) names.add(name)
  })
  const values = new Set<string>()
  visit(config as Json, (name, value) => {
    if (names.has(name) && (typeof value === 'string' || typeof value === 'number')) values.add(String(value))
  })
  return [...values]
}

/** The text with every secret replaced, also as it looks in a URL or in JSON; longer ones first, since one may contain another. */
export function mask(text: string, secrets: readonly string[]): string {
  const forms = new Set(secrets.filter((secret) => secret.length >= SHORTEST).flatMap(formsOf))
  return [...forms].sort((a, b) => b.length - a.length).reduce((masked, form) => masked.replaceAll(form, MASK), text)
}

function formsOf(secret: string): readonly string[] {
  return [secret, encodeURIComponent(Buffer.from(secret).toString()), JSON.stringify(secret).slice(1, -1)]
}

function visit(value: Json | undefined, found: (name: string, value: Json) => void): void {
  if (Array.isArray(value)) for (const entry of value as readonly Json[]) visit(entry, found)
  if (!isObject(value)) return
  for (const [name, entry] of Object.entries(value)) {
    found(name, entry)
    visit(entry, found)
  }
}
