import { readFileSync } from 'node:fs'
import { ConfigError, ExpectedError, messageOf } from '../errors.js'
import { createS3Store } from '../objects/s3.js'
import type { ConfiguredCatalog } from '../protocol/catalog.js'
import type { Output } from '../protocol/emit.js'
import type { JsonObject } from '../protocol/messages.js'
import { parseStates } from '../state/codec.js'
import type { Command } from './arguments.js'
import { check } from './check.js'
import { parseConfig, type Config } from './config.js'
import { discover } from './discover.js'
import type { Log } from './log.js'
import { migrate } from './migrate.js'
import { read } from './read.js'
import { secretValues } from './secrets.js'
import type { Session } from './session.js'
import { connectorSpec } from './spec.js'

interface Surroundings {
  readonly output: Output
  readonly log: Log
  readonly signal: AbortSignal
  readonly cloud: boolean
}

/** Runs check, discover or read; gives the exit code. What ends the command early is thrown. */
export async function run(command: Exclude<Command, { name: 'spec' }>, around: Surroundings): Promise<number> {
  if (command.name === 'check') return runCheck(command.config, around)
  if (command.name === 'discover') {
    await discover(openSession(readConfig(command.config, around), around))
    return 0
  }
  const catalog = readJson(command.catalog, 'catalog') as ConfiguredCatalog
  if (!Array.isArray((catalog as Partial<ConfiguredCatalog> | null)?.streams)) {
    throw new ConfigError(`The catalog ${command.catalog} has no list of streams. Pass a configured catalog.`, { code: 'catalog_invalid' })
  }
  const session = openSession(readConfig(command.config, around), around)
  await read(session, catalog, parseStates(command.state === undefined ? null : readJson(command.state, 'state')))
  return 0
}

/** What a user can mend makes check answer FAILED; that is an answer, so the exit code is 0. */
async function runCheck(file: string, around: Surroundings): Promise<number> {
  const { output, log } = around
  try {
    const session = openSession(readConfig(file, around), around)
    if (session.config.streams.length === 0) throw new ConfigError('No stream is configured. Add at least one.', { code: 'no_streams' })
    await check(session)
  } catch (error) {
    if (!(error instanceof ExpectedError) || around.signal.aborted) throw error
    log.error('Check failed')
    // a configuration that does not fit the spec gets no trace, as in the reference
    if (error.code !== 'config_schema' && error.code !== 'no_streams') log.traceError(error)
    output.message({ type: 'CONNECTION_STATUS', connectionStatus: { status: 'FAILED', message: log.masked(error.message) } })
    return 0
  }
  log.info('Check succeeded')
  output.message({ type: 'CONNECTION_STATUS', connectionStatus: { status: 'SUCCEEDED' } })
  return 0
}

/** Reads and migrates the configuration; a migrated one is told to the platform, even when it is then refused. */
function readConfig(file: string, { output, log, cloud }: Surroundings): Config {
  const raw = readJson(file, 'configuration') as JsonObject
  log.hide(secretValues(raw, connectorSpec({ cloud })))
  const { config, changed } = migrate(raw)
  if (changed) {
    log.hide([...secretValues(raw, connectorSpec({ cloud })), ...secretValues(config, connectorSpec({ cloud }))])
    output.message({ type: 'CONTROL', control: { type: 'CONNECTOR_CONFIG', emitted_at: Date.now(), connectorConfig: { config } } })
  }
  return parseConfig(config, { cloud })
}

function openSession(config: Config, { output, log, signal }: Surroundings): Session {
  const { bucket, endpoint, region, credentials } = config
  return { config, output, log, signal, store: createS3Store({ bucket, endpoint, region, credentials }) }
}

function readJson(file: string, what: string): unknown {
  let text
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError(`The ${what} file cannot be read: ${messageOf(error)}`, { code: 'file_unreadable', cause: error })
  }
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    // the parser's own message quotes the text, which may hold a secret
    const position = /at position \d+|end of JSON input/.exec(messageOf(error))?.[0] ?? 'somewhere'
    throw new ConfigError(`The ${what} file ${file} is not JSON: the mistake is ${position}.`, { code: 'file_not_json' })
  }
}
