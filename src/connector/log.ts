import { ExpectedError, failureTypeOf, messageOf } from '../errors.js'
import type { Output } from '../protocol/emit.js'
import type { LogLevel, StreamStatus, TraceError } from '../protocol/messages.js'
import { mask } from './secrets.js'

const LEVELS: readonly LogLevel[] = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']

/** What the connector says beside records and state. No secret of the configuration passes. */
export interface Log {
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
  error(message: string): void
  fatal(message: string): void
  /** A TRACE ERROR; `stream` names the stream that failed. */
  traceError(error: unknown, stream?: string): void
  status(stream: string, status: StreamStatus): void
  analytics(type: string, value: string): void
  /** The text without secrets. */
  masked(text: string): string
  /** The secrets become known once the configuration is read. */
  hide(secrets: readonly string[]): void
}

/** The lowest level that is logged: `--debug` or the environment's LOG_LEVEL, else INFO. */
export function lowestLevel(debug: boolean, environment: string | undefined): LogLevel {
  const named = environment?.toUpperCase().replace('WARNING', 'WARN').replace('CRITICAL', 'FATAL')
  return debug ? 'DEBUG' : (LEVELS.find((level) => level === named) ?? 'INFO')
}

export function createLog(output: Output, lowest: LogLevel, now: () => number = Date.now): Log {
  let secrets: readonly string[] = []
  const masked = (text: string): string => mask(text, secrets)
  const say =
    (level: LogLevel) =>
    (message: string): void => {
      if (LEVELS.indexOf(level) >= LEVELS.indexOf(lowest)) output.message({ type: 'LOG', log: { level, message: masked(message) } })
    }
  return {
    debug: say('DEBUG'),
    info: say('INFO'),
    warn: say('WARN'),
    error: say('ERROR'),
    fatal: say('FATAL'),
    masked,
    hide: (values) => {
      secrets = values
    },
    traceError: (error, stream) => {
      output.message({ type: 'TRACE', trace: { type: 'ERROR', emitted_at: now(), error: traceOf(error, masked, stream) } })
    },
    status: (stream, status) => {
      const stream_status = { stream_descriptor: { name: stream }, status }
      output.message({ type: 'TRACE', trace: { type: 'STREAM_STATUS', emitted_at: now(), stream_status } })
    },
    analytics: (type, value) => {
      output.message({ type: 'TRACE', trace: { type: 'ANALYTICS', emitted_at: now(), analytics: { type, value } } })
    },
  }
}

const UNFORESEEN = 'The connector met an error that it did not foresee; please report it with the log.'

/** What we foresaw speaks for itself; anything else is our bug, told by its own text in internal_message. */
function traceOf(error: unknown, masked: (text: string) => string, stream?: string): TraceError {
  const text = masked(messageOf(error))
  return {
    message: error instanceof ExpectedError ? text : UNFORESEEN,
    internal_message: [text, ...causes(error).map(masked)].join('\ncaused by: '),
    stack_trace: masked(error instanceof Error ? (error.stack ?? text) : text),
    failure_type: failureTypeOf(error),
    ...(stream !== undefined && { stream_descriptor: { name: stream } }),
  }
}

function causes(error: unknown): string[] {
  const cause = error instanceof Error ? error.cause : undefined
  return cause === undefined ? [] : [messageOf(cause), ...causes(cause)]
}
