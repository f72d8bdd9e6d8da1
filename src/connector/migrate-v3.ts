/** Configurations of version 3 (one stream, everything of the server in `provider`) → version 4, as the reference converts them. */
import { ConfigError } from '../errors.js'
import type { Json, JsonObject } from '../protocol/messages.js'
import { isObject } from '../state/json.js'
import { keyCredentials } from './migrate-credentials.js'
import { convertV3Csv } from './migrate-v3-csv.js'

/** Throws ConfigError (`config_v3`) for what can't be converted. role_arn and region_name are not carried over, as in the reference. */
export function convertV3(config: JsonObject): JsonObject {
  const provider = config.provider
  if (!isObject(provider)) throw missing('provider')
  const { start_date: startDate, endpoint } = provider
  return {
    bucket: text(provider.bucket, 'provider.bucket'),
    credentials: keyCredentials(provider.aws_access_key_id, provider.aws_secret_access_key),
    streams: [streamOf(config, provider)],
    ...(startDate ? { start_date: withMicroseconds(text(startDate, 'provider.start_date')) } : {}),
    ...(endpoint ? { endpoint } : {}),
  }
}

function streamOf(config: JsonObject, provider: JsonObject): JsonObject {
  const { schema } = config
  return {
    name: text(config.dataset, 'dataset'),
    globs: text(config.path_pattern, 'path_pattern').split('|'),
    legacy_prefix: provider.path_prefix ?? '',
    validation_policy: 'Emit Record',
    ...(schema && schema !== '{}' ? { input_schema: schema } : {}),
    format: formatOf(config.format),
  }
}

function formatOf(format: Json | undefined): JsonObject {
  if (!isObject(format)) throw missing('format')
  switch (format.filetype ?? 'csv') {
    case 'csv':
      return convertV3Csv(format)
    case 'parquet':
      return { filetype: 'parquet', decimal_as_float: true }
    case 'avro':
    case 'jsonl':
      return { filetype: format.filetype ?? null }
    default:
      throw new ConfigError('The format of this configuration of version 3 is none of csv, parquet, avro and jsonl.', { code: 'config_v3' })
  }
}

const withMicroseconds = (time: string): string => time.replace(/(T\d{2}:\d{2}:\d{2})Z$/, '$1.000000Z')

function text(value: Json | undefined, name: string): string {
  if (typeof value === 'string') return value
  throw missing(name)
}

/** A configuration that lacks `streams` is taken for one of version 3, so this may also be one of version 4 with a slip. */
const missing = (name: string): ConfigError =>
  new ConfigError(`The configuration has no "streams"; taken for one of version 3, it has no valid "${name}". Add "streams".`, {
    code: 'config_v3',
  })
