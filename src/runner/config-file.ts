import fs from 'node:fs'
import { parse } from 'yaml'
import { ConfigError, messageOf } from '../errors.js'
import type { Json, JsonObject } from '../protocol/messages.js'

/** JSON or YAML from a file, or from stdin for `-`; `${NAME}` within texts is taken from the environment, `$${` stands for `${`. */
export function readConfigFile(file: string, environment: NodeJS.ProcessEnv = process.env): JsonObject {
  const text = readText(file)
  let value: unknown
  try {
    value = text.trimStart().startsWith('{') ? JSON.parse(text) : parse(text)
  } catch {
    // the parsers quote the text, which may hold a secret
    throw new ConfigError(`The configuration in ${nameOf(file)} is neither JSON nor YAML.`, { code: 'config_file' })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError(`The configuration in ${nameOf(file)} is not an object with options.`, { code: 'config_file' })
  }
  return filled(value as Json, environment) as JsonObject
}

const nameOf = (file: string): string => (file === '-' ? 'the standard input' : file)

function readText(file: string): string {
  try {
    return fs.readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw new ConfigError(`The configuration cannot be read: ${messageOf(error)}`, { code: 'config_file', cause: error })
  }
}

function filled(value: Json, environment: NodeJS.ProcessEnv): Json {
  if (typeof value === 'string')
    return value.replace(/(\$?)\$\{([^}]*)\}/g, (text, escaped: string, name: string) =>
      escaped === '' ? variable(name, environment) : text.slice(1),
    )
  if (Array.isArray(value)) return value.map((item: Json) => filled(item, environment))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, environment)]))
}

function variable(name: string, environment: NodeJS.ProcessEnv): string {
  const value = environment[name]
  if (value === undefined)
    throw new ConfigError(`The configuration asks for the environment variable ${name}, which is not set.`, { code: 'variable_missing' })
  return value
}
