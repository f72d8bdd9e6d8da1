import { ConfigError, DataError, TransientError, type ExpectedError } from '../errors.js'

/** How many errors the closing message names one by one; the rest is counted. */
const NAMED = 20

export interface Failures {
  /** A file or row that could not be read. */
  file(error: ExpectedError): void
  /** A stream that stopped. */
  stream(name: string): void
  /** What ends the sync, if anything failed. */
  closing(): ExpectedError | undefined
}

/** Collects what went wrong in files and streams, so that everything else is read before the sync fails. */
export function collectFailures(): Failures {
  const named: string[] = []
  const streams: string[] = []
  let count = 0
  let lasting = false
  return {
    file: (error) => {
      count++
      lasting ||= !(error instanceof TransientError)
      if (named.length < NAMED) named.push(describe(error))
    },
    stream: (name) => {
      streams.push(name)
    },
    closing: () => {
      if (count > 0 && !lasting && streams.length === 0) return new TransientError(filesText(named, count), { code: 'files_failed' })
      if (count > 0)
        return new DataError(`${filesText(named, count)}${streams.length > 0 ? `\n${streamsText(streams)}` : ''}`, { code: 'files_failed' })
      return streams.length > 0 ? new ConfigError(streamsText(streams), { code: 'streams_failed' }) : undefined
    },
  }
}

const streamsText = (streams: readonly string[]): string =>
  `These streams could not be synced: ${streams.join(', ')}. The traces above say why.`

const filesText = (named: readonly string[], count: number): string =>
  [
    `${count === 1 ? 'An error' : `${count} errors`} met while reading; everything else was read. Mend the files or the stream's format options and sync again:`,
    ...named.map((text) => `- ${text}`),
    ...(count > named.length ? [`… and ${count - named.length} more`] : []),
  ].join('\n')

/** The error with stream, file and line, as far as its own text does not name them. */
export function describe(error: ExpectedError): string {
  const { stream, file, line } = error.where
  const place = [
    stream === undefined ? '' : `stream ${stream}`,
    file === undefined || error.message.includes(file) ? '' : `file ${file}`,
    line === undefined || error.message.includes(`line ${line}`) ? '' : `line ${line}`,
  ].filter((text) => text !== '')
  return place.length === 0 ? error.message : `${error.message} (${place.join(', ')})`
}
