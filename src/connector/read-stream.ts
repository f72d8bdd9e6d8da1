import { readAhead } from '../flow/read-ahead.js'
import { openEarly, type EarlySource } from '../objects/open-early.js'
import type { ConfiguredStream } from '../protocol/catalog.js'
import type { JsonObject } from '../protocol/messages.js'
import { makeRowPlan } from '../schema/row-plan.js'
import { catalogColumns } from '../schema/stream-schema.js'
import { fullRefreshCheckpoint, incrementalCheckpoint, type Checkpoint, type Planned } from './checkpoint.js'
import { discoverColumns } from './discover.js'
import type { Failures } from './failures.js'
import { readFile, type FileRun, type Outcome } from './read-file.js'
import type { Session } from './session.js'
import type { FileStream } from './stream.js'

/** Reads one stream: statuses, records and states. A stream that fails is told and collected; only an interruption is thrown. */
export async function readStream(
  session: Session,
  stream: FileStream,
  configured: ConfiguredStream,
  saved: JsonObject | undefined,
  failures: Failures,
): Promise<void> {
  const { log, signal } = session
  const { name } = stream.config
  const begin = (): Checkpoint =>
    configured.sync_mode === 'incremental' ? incrementalCheckpoint(session, stream.config, saved) : fullRefreshCheckpoint(session, name)
  log.info(`Marking stream ${name} as STARTED`)
  log.status(name, 'STARTED')
  log.info(`Syncing stream: ${name}`)
  let checkpoint: Checkpoint | undefined
  try {
    checkpoint = begin()
    await readFiles(session, stream, configured, checkpoint, failures)
    checkpoint.finish()
    log.info(`Read ${checkpoint.records()} records from ${name} stream`)
    log.status(name, 'COMPLETE')
    log.info(`Finished syncing ${name}`)
  } catch (error) {
    checkpoint?.interrupt()
    log.status(name, 'INCOMPLETE')
    if (signal.aborted) throw error
    log.error(`Stream ${name} stopped: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    log.traceError(error, name)
    failures.stream(name)
  }
}

async function readFiles(
  session: Session,
  stream: FileStream,
  configured: ConfiguredStream,
  checkpoint: Checkpoint,
  failures: Failures,
): Promise<void> {
  const run: FileRun = {
    session,
    stream,
    plan: rowPlan(session, stream, configured),
    failures,
    onRecords: (records, bytes) => {
      if (checkpoint.records() === 0 && records > 0) {
        session.log.info(`Marking stream ${stream.config.name} as RUNNING`)
        session.log.status(stream.config.name, 'RUNNING')
      }
      checkpoint.emitted(records, bytes)
    },
  }
  let stopped: number | undefined
  for await (const { file, source, slice } of begun(stream, checkpoint.plan(stream.files()))) {
    const outcome = slice === stopped ? await left(source) : await readFile(run, file, source)
    if (outcome === 'stopped') stopped = slice
    if (outcome === 'complete') checkpoint.completed(file)
    else checkpoint.failed(file)
  }
}

/** So many small files are opened before their turn, so that their answers need not be waited for one by one. */
const FILES_AHEAD = 8
/** Bytes up to which a file counts as small. */
const SMALL = 1 << 20

/** The files with their bytes, small ones already under way. */
async function* begun(stream: FileStream, files: AsyncIterable<Planned>): AsyncIterable<Planned & { readonly source: EarlySource }> {
  const withSource = async function* () {
    for await (const planned of files) yield { ...planned, source: openEarly(stream.source(planned.file)) }
  }
  yield* readAhead(withSource(), {
    count: FILES_AHEAD,
    begin: ({ file, source }) => {
      if (file.object.size <= SMALL) source.begin()
    },
    drop: ({ source }) => source.close(),
  })
}

async function left(source: EarlySource): Promise<Outcome> {
  await source.close()
  return 'stopped'
}

function rowPlan({ log }: Session, stream: FileStream, { stream: { json_schema } }: ConfiguredStream) {
  const { config, inputColumns } = stream
  return makeRowPlan({
    schemaless: config.schemaless,
    policy: config.validationPolicy,
    catalogColumns: catalogColumns(json_schema),
    dropUnknown: inputColumns !== undefined,
    discovered: async () => (await discoverColumns(stream, log)) ?? new Map(),
  })
}
