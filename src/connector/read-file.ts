import { DataError, StopForDiscover, TransientError } from '../errors.js'
import type { ReadContext } from '../formats/format.js'
import type { ByteSource, Split } from '../objects/store.js'
import type { RowPlan } from '../schema/plan.js'
import { timeText } from '../state/time.js'
import { describe, type Failures } from './failures.js'
import type { Session } from './session.js'
import type { FileStream } from './stream.js'

/** complete: every record is out. failed: some are missing, and the sync will say so. stopped: left for after the next discover. gone: deleted since the listing. */
export type Outcome = 'complete' | 'failed' | 'stopped' | 'gone'

export interface FileRun {
  readonly session: Session
  readonly stream: FileStream
  readonly plan: RowPlan
  readonly failures: Failures
  /** Called with each block before it is written. */
  onRecords(records: number, bytes: number): void
}

/** Writes all records of a file. Throws only what ends the stream. */
export async function readFile(run: FileRun, file: Split, source: ByteSource): Promise<Outcome> {
  const { session, stream, failures } = run
  const notes = takeNotes(run, file)
  try {
    for await (const { bytes, records } of stream.format.read(source, notes.context)) {
      run.onRecords(records, bytes.length)
      session.output.write(bytes)
    }
  } catch (error) {
    if (session.signal.aborted) throw error
    if (error instanceof StopForDiscover) {
      session.log.warn(describe(error))
      return 'stopped'
    }
    if (!(error instanceof DataError || error instanceof TransientError)) throw error
    if (error.code === 'object_gone') {
      session.log.warn(`${describe(error)} It was deleted after the listing.`)
      return 'gone'
    }
    session.log.error(describe(error))
    failures.file(error)
    return 'failed'
  } finally {
    notes.tell()
  }
  return notes.failed() ? 'failed' : 'complete'
}

/** What is worth a line once the file is done, however many rows it concerns. */
function takeNotes({ session: { log }, stream, plan, failures }: FileRun, file: Split) {
  const name = stream.config.name
  const misfits = new Map<string, number>()
  let failed = false
  let skipped = 0
  const context: ReadContext = {
    frame: { stream: name, uri: file.uri, modified: timeText(file.modified) },
    plan,
    report: (error) => {
      failed = true
      log.error(describe(error))
      failures.file(error)
    },
    skipped: () => {
      skipped++
    },
    misfit: (column, type) => {
      const key = `${column}, which is ${type}`
      misfits.set(key, (misfits.get(key) ?? 0) + 1)
    },
  }
  const tell = (): void => {
    if (skipped > 0) log.warn(`Stream ${name}: ${file.uri}: ${skipped} records do not conform to the schema and were left out.`)
    for (const [column, count] of misfits) log.warn(`Stream ${name}: ${file.uri}: ${count} values stay text in column ${column}.`)
  }
  return { context, tell, failed: () => failed }
}
