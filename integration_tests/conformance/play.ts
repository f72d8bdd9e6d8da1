/** Plays a case: fills a bucket, calls the connector, and gives what it answered. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { CatalogStream } from '../../src/protocol/catalog.js'
import type { Json, JsonObject, Message } from '../../src/protocol/messages.js'
import { startFaults } from '../../src/testing/faults.js'
import { makeBucket, type Server } from '../../src/testing/minio.js'
import { putObject } from './bucket.js'
import type { Answer, CommandName, LoadedCase, Round } from './case.js'
import { callConnector, errorsOf, type Outcome } from './connector.js'
import { configOf, digest } from './digest.js'
import { placeholders, type Placeholders } from './placeholders.js'
import { fillHistory, lastStates } from './states.js'

export type Program = readonly [string, ...string[]]

export interface Played {
  readonly answers: readonly Answer[]
  /** Lines of stdout that are not JSON. */
  readonly junk: readonly string[]
}

/** A case that is being played: what stays the same, and what goes on from step to step. */
interface Play {
  readonly loaded: LoadedCase
  readonly program: Program
  readonly names: Placeholders
  readonly work: string
  readonly answers: Answer[]
  readonly junk: string[]
  /** What the last discover should have answered. */
  streams: readonly CatalogStream[]
  state: Json
}

const SECONDS_A_CALL = 60
let buckets = 0

export async function play(loaded: LoadedCase, program: Program, server: Server): Promise<Played> {
  const { faults, rounds, state = null } = loaded.description
  const bucket = await makeBucket(server, `conf-${process.pid}-${buckets++}`)
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'conformance-'))
  const proxy = faults === undefined ? undefined : await startFaults(server.endpoint, faults)
  const names = placeholders({ ...server, endpoint: proxy?.endpoint ?? server.endpoint, bucket: bucket.name, work })
  const current: Play = { loaded, program, names, work, answers: [], junk: [], streams: [], state: fillHistory(state) }
  try {
    for (const round of rounds ?? [loaded.description]) {
      for (const object of round.objects ?? []) await putObject(bucket, object, loaded.folder)
      await playRound(current, round)
    }
    return current
  } finally {
    await proxy?.stop()
    fs.rmSync(work, { recursive: true, force: true })
  }
}

async function playRound(current: Play, round: Round): Promise<void> {
  const config = save(current, 'config.json', current.names.fill(configFor(current, round)))
  for (const command of round.commands ?? (['check', 'discover', 'read'] as const)) {
    const files = command === 'spec' ? [] : ['--config', config]
    if (command === 'read') {
      files.push('--catalog', save(current, 'catalog.json', catalogFor(current, round)))
      if (current.state !== null) files.push('--state', save(current, 'state.json', current.state))
    }
    await step(current, command, files)
  }
}

function configFor({ loaded: { description } }: Play, round: Round): JsonObject {
  const base = { bucket: '$BUCKET', endpoint: '$ENDPOINT', aws_access_key_id: '$KEY', aws_secret_access_key: '$SECRET' }
  return round.raw_config ?? description.raw_config ?? { ...base, ...description.config, ...round.config }
}

function catalogFor({ loaded: { description }, streams }: Play, round: Round): object {
  const configured = (round.catalog_streams ?? description.catalog_streams ?? streams).map((stream) => ({
    stream,
    sync_mode: round.sync_mode ?? description.sync_mode ?? 'full_refresh',
    destination_sync_mode: 'append',
    cursor_field: ['_ab_source_file_last_modified'],
  }))
  return { streams: configured }
}

async function step(current: Play, command: CommandName, files: readonly string[]): Promise<void> {
  const { loaded, program, names, answers } = current
  const { env = {}, timeout = SECONDS_A_CALL, control } = loaded.description
  const outcome = await callConnector({ program, args: [command, ...files], env: names.fill(env), timeout })
  const wanted = loaded.wanted[answers.length]
  const config = control === true ? { config: configOf(outcome) } : {}
  const answer = names.clean({ ...digest(command, outcome), ...config, ...notMentioned(wanted?.mentions, outcome) })
  current.junk.push(...outcome.junk)
  answers.push(answer)
  // a read takes the catalog that discover should have given: so a wrong discover shows once and not twice
  if (command === 'discover')
    current.streams = ((wanted ?? answer).streams as readonly CatalogStream[] | null | undefined) ?? current.streams
  if (command === 'read') current.state = lastStates(outcome.messages) ?? current.state
}

/** Those of the words that no error trace names. */
function notMentioned(words: readonly string[] | undefined, { messages }: Outcome): { notMentioned?: readonly string[] } {
  if (words === undefined) return {}
  const missing = words.filter((word) => !mentions(messages, new RegExp(`(?<!\\w)${word.replace(/\W/g, '\\$&')}(?!\\w)`)))
  return { notMentioned: missing }
}

const mentions = (messages: readonly Message[], word: RegExp): boolean =>
  errorsOf(messages).some((error) => word.test(`${error.message} ${error.internal_message ?? ''}`))

function save({ work }: Play, name: string, value: unknown): string {
  const file = path.join(work, name)
  fs.writeFileSync(file, JSON.stringify(value))
  return file
}
