/** The configuration as the rest of the connector sees it: checked, and with its defaults filled in. */
import type { FormatChoice } from '../formats/index.js'
import type { Json, JsonObject } from '../protocol/messages.js'
import type { ValidationPolicy } from '../schema/plan.js'
import { isObject } from '../state/json.js'
import { requireModel } from './config-model.js'
import { requireSchema } from './config-schema.js'
import { connectorSpec, type SpecOptions } from './spec.js'
import { startTime } from './start-date.js'

export type Credentials =
  | { readonly kind: 'iam_user'; readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string | undefined }
  | { readonly kind: 'iam_role'; readonly roleArn: string }
  /** What the surroundings have: environment, profile, container, instance. */
  | { readonly kind: 'default' }

export type Delivery = { readonly kind: 'records' } | { readonly kind: 'files'; readonly preserveFolders: boolean }

export interface StreamConfig {
  readonly name: string
  readonly globs: readonly string[]
  /** Only keys with this prefix are listed; '' for all. */
  readonly legacyPrefix: string
  readonly validationPolicy: ValidationPolicy
  /** The text of the schema that the user gives; undefined if there is none. */
  readonly inputSchema: string | undefined
  readonly primaryKey: string | undefined
  /** At least 1. */
  readonly daysToSync: number
  readonly format: FormatChoice
  readonly schemaless: boolean
  /** How many of the newest files shape the schema, if told. */
  readonly recentFiles: number | undefined
  readonly useFirstFile: boolean
  readonly skipFullCheckForParquet: boolean
}

export interface Config {
  readonly bucket: string
  /** undefined: Amazon S3. */
  readonly endpoint: string | undefined
  readonly region: string | undefined
  readonly credentials: Credentials
  readonly streams: readonly StreamConfig[]
  /** `YYYY-MM-DDTHH:MM:SS.ffffffZ`: compares with timeText. Older files are not read. */
  readonly startDate: string | undefined
  readonly delivery: Delivery
}

const DEFAULT_DAYS_TO_SYNC = 3

/**
 * A migrated configuration (migrate.ts) → Config. Throws ConfigError: `config_schema` if it does not fit the spec, another code
 * (`config_model`, `not_yet_readable`, `format_not_readable`, or one of a format's options) for what a JSON Schema can't say.
 */
export function parseConfig(raw: JsonObject, { cloud }: SpecOptions): Config {
  requireSchema(raw, connectorSpec({ cloud }).connectionSpecification)
  const config: Config = {
    bucket: raw.bucket as string,
    endpoint: optionalText(raw.endpoint),
    region: optionalText(raw.region_name),
    credentials: credentialsOf(raw.credentials as JsonObject),
    streams: (raw.streams as readonly JsonObject[]).map(streamOf),
    startDate: raw.start_date === undefined ? undefined : startTime(raw.start_date as string),
    delivery: deliveryOf(raw.delivery_method),
  }
  requireModel(config, cloud)
  return config
}

function credentialsOf(raw: JsonObject): Credentials {
  if (raw.auth_type === 'iam_role') return { kind: 'iam_role', roleArn: raw.role_arn as string }
  if (raw.auth_type !== 'iam_user') return { kind: 'default' }
  const [accessKeyId, secretAccessKey] = [raw.aws_access_key_id as string, raw.aws_secret_access_key as string]
  return { kind: 'iam_user', accessKeyId, secretAccessKey, sessionToken: optionalText(raw.aws_session_token) }
}

function deliveryOf(raw: Json | undefined): Delivery {
  if (!isObject(raw) || raw.delivery_type !== 'use_file_transfer') return { kind: 'records' }
  return { kind: 'files', preserveFolders: raw.preserve_directory_structure !== false }
}

function streamOf(raw: JsonObject): StreamConfig {
  const { filetype, ...options } = raw.format as JsonObject
  return {
    name: raw.name as string,
    globs: (raw.globs ?? ['**']) as readonly string[],
    legacyPrefix: (raw.legacy_prefix ?? '') as string,
    validationPolicy: (raw.validation_policy ?? 'Emit Record') as ValidationPolicy,
    inputSchema: optionalText(raw.input_schema),
    primaryKey: optionalText(raw.primary_key),
    daysToSync: (raw.days_to_sync_if_history_is_full as number | undefined) || DEFAULT_DAYS_TO_SYNC,
    format: { filetype: filetype as string, options },
    schemaless: raw.schemaless === true,
    recentFiles: raw.recent_n_files_to_read_for_schema_discovery as number | undefined,
    useFirstFile: raw.use_first_found_file_for_schema_discovery === true,
    skipFullCheckForParquet: raw.skip_full_check_for_parquet === true,
  }
}

/** An empty text counts as none, as in the reference. */
const optionalText = (value: Json | undefined): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
