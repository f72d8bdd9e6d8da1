/** Configurations of earlier versions → today's. */
import { ConfigError } from '../errors.js'
import type { Json, JsonObject } from '../protocol/messages.js'
import { isObject } from '../state/json.js'
import { withCredentials } from './migrate-credentials.js'
import { convertV3 } from './migrate-v3.js'

export interface Migrated {
  readonly config: JsonObject
  /** Whether the platform must be told the new configuration. */
  readonly changed: boolean
}

/** Throws ConfigError (`config_schema` if it is no object, `config_v3` if one of version 3 can't be converted). */
export function migrate(raw: unknown): Migrated {
  if (!isObject(raw as Json)) throw new ConfigError('The configuration must be a JSON object.', { code: 'config_schema' })
  const config = raw as JsonObject
  if (!('streams' in config)) return { config: convertV3(config), changed: true }
  return 'credentials' in config ? { config, changed: false } : { config: withCredentials(config), changed: true }
}
