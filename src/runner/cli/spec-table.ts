import type { JsonObject } from '../../protocol/messages.js'

/** A row for each option of a specification, with those of its objects below it. */
export function optionRows(schema: JsonObject, prefix = ''): readonly (readonly string[])[] {
  const required = (schema['required'] ?? []) as readonly string[]
  return Object.entries((schema['properties'] ?? {}) as Record<string, JsonObject>).flatMap(([name, option]) => {
    if (option['airbyte_hidden'] === true) return []
    const path = `${prefix}${name}`
    const given = option['const'] ?? option['default']
    const about = (option['description'] ?? option['title'] ?? '') as string
    const row = [
      `${path}${required.includes(name) ? ' *' : ''}`,
      (option['type'] ?? '') as string,
      given === undefined ? '' : JSON.stringify(given),
      about,
    ]
    const inner = (option['items'] ?? option) as JsonObject
    const choices = (inner['oneOf'] ?? []) as readonly JsonObject[]
    const below = `${path}${option['items'] === undefined ? '' : '[]'}.`
    return [row, ...optionRows(inner, below), ...choices.flatMap((choice) => optionRows(choice, below))]
  })
}
