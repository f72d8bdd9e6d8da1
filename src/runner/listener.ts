import { ConfigError, ConnectorError, type ConnectorReport, type FailureType } from '../errors.js'
import type { JsonObject, Message, TraceError } from '../protocol/messages.js'
import { parseLine } from '../protocol/parse.js'
import type { Ended } from './process.js'

/** So many of the last log lines are kept for the report of a failure. */
const TAIL = 40

export interface Listener {
  /** A line of the connector's output that is no record of a planned stream. */
  hear(line: string): Message | undefined
  /** The configuration, as the connector last changed it. */
  config(): JsonObject | undefined
  /** What went wrong, once the process has ended; undefined if nothing did. */
  failure(ended: Ended, torn: boolean, committed: ConnectorReport['committed']): ConnectorError | undefined
  log(): readonly string[]
}

/** Keeps what a connector says of its failures, and the end of its log. A record of a planned stream that comes this way is one that nobody could read. */
export function listen(label: string, planned: readonly string[] = []): Listener {
  const errors: TraceError[] = []
  const lines: string[] = []
  let broken: string | undefined
  let config: JsonObject | undefined
  const keep = (line: string): void => {
    lines.push(line.slice(0, 2000))
    if (lines.length > TAIL) lines.shift()
  }
  const hear = (line: string): Message | undefined => {
    const parsed = parseLine(line)
    if (parsed.kind === 'broken') broken ??= parsed.text.slice(0, 200)
    if (parsed.kind !== 'message') {
      if (parsed.text !== '') keep(parsed.text)
      return undefined
    }
    const { message } = parsed
    if (message.type === 'RECORD' && planned.includes(message.record.stream)) broken ??= line.slice(0, 200)
    if (message.type === 'LOG') keep(`${message.log.level} ${message.log.message}`)
    if (message.type === 'TRACE' && message.trace.type === 'ERROR') errors.push(message.trace.error)
    if (message.type === 'CONTROL') config = message.control.connectorConfig.config
    return message
  }
  const failure: Listener['failure'] = ({ code, signal, stderr }, torn, committed) => {
    const text =
      told(errors) ?? (broken === undefined ? undefined : `It wrote a line that is no message: ${broken}`) ?? ending(code, signal, torn)
    if (text === undefined) return undefined
    const log = [
      ...lines,
      ...stderr
        .split('\n')
        .filter((line) => line !== '')
        .slice(-TAIL),
    ]
    const failureType: FailureType = errors[0]?.failure_type ?? 'system_error'
    return new ConnectorError(`${label} failed: ${text}`, { code: 'connector_failed', failureType, report: { log, committed } })
  }
  return { hear, config: () => config, failure, log: () => lines }
}

/** The connector's own words; it may repeat itself. */
function told(errors: readonly TraceError[]): string | undefined {
  const texts = new Set(
    errors.map(({ message, internal_message, failure_type }) =>
      failure_type === 'system_error' ? [message, internal_message].filter(Boolean).join(' ') : message,
    ),
  )
  return texts.size === 0 ? undefined : [...texts].join('\n')
}

function ending(code: number | null, signal: NodeJS.Signals | null, torn: boolean): string | undefined {
  if (signal !== null) return `It was ended by ${signal}.`
  if (code !== 0) return `It ended with exit code ${String(code)}.`
  return torn ? 'Its output ends in the middle of a line.' : undefined
}

/** What `check` answered, as an error. */
export const checkFailed = (label: string, message: string): ConfigError =>
  new ConfigError(`${label} cannot use this configuration: ${message}`, { code: 'check_failed' })
