/** What a JSON Schema can't say of a configuration. */
import { ConfigError, ExpectedError } from '../errors.js'
import { openFormat } from '../formats/index.js'
import type { Config, StreamConfig } from './config.js'
import { parseInputSchema } from '../schema/input-schema.js'

/** Throws ConfigError for the first mistake. */
export function requireModel(config: Config, cloud: boolean): void {
  const { endpoint, delivery, streams } = config
  if (cloud && endpoint !== undefined && /^http:\/\//i.test(endpoint)) throw mistake('endpoint must be reached by https.')
  requireUniqueNames(streams)
  for (const stream of streams) requireStream(stream)
  if (delivery.kind === 'files') {
    throw new ConfigError('Copying raw files is not supported yet. Choose the delivery method "Replicate Records".', {
      code: 'not_yet_readable',
    })
  }
  for (const stream of streams) requireParts(stream)
}

function requireUniqueNames(streams: readonly StreamConfig[]): void {
  const names = new Set<string>()
  for (const { name } of streams) {
    if (names.has(name)) throw mistake(`There are several streams named "${name}". Give each stream a name of its own.`, name)
    names.add(name)
  }
}

function requireStream({ name, daysToSync, schemaless, inputSchema, useFirstFile, recentFiles }: StreamConfig): void {
  if (daysToSync < 0) throw mistake(`Stream "${name}": days_to_sync_if_history_is_full must not be negative.`, name)
  const given = [
    schemaless && 'schemaless',
    inputSchema !== undefined && 'input_schema',
    useFirstFile && 'use_first_found_file_for_schema_discovery',
  ].filter((option) => option !== false)
  if (given.length < 2 && useFirstFile && recentFiles !== undefined) given.push('recent_n_files_to_read_for_schema_discovery')
  if (given.length > 1) throw mistake(`Stream "${name}": ${given.join(' and ')} exclude each other. Keep one of them.`, name)
}

function requireParts({ name, format, inputSchema }: StreamConfig): void {
  try {
    parseInputSchema(inputSchema)
    openFormat(format)
  } catch (cause) {
    if (!(cause instanceof ExpectedError)) throw cause
    throw new ConfigError(`Stream "${name}": ${cause.message}`, { code: cause.code, stream: name, cause })
  }
}

function mistake(text: string, stream?: string): ConfigError {
  return new ConfigError(text, { code: 'config_model', stream })
}
