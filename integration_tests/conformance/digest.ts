/** Reduces what the connector said to what is compared. Wording, logs, the number of states and the interleaving of files are not. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import type { Json, JsonObject, Message, RecordMessage, StateMessage } from '../../src/protocol/messages.js'
import type { Answer, CommandName } from './case.js'
import { errorsOf, type Outcome } from './connector.js'

const PARSE_ERROR = '_ab_source_file_parse_error'

interface StreamDigest {
  readonly statuses: string[]
  readonly records: Record<string, JsonObject[]>
  state: Json
  files?: JsonObject[]
  counted: number
  emitted: number
}

/** As plain JSON, so that it can be compared with a recorded answer. */
export function digest(command: CommandName, outcome: Outcome): Answer {
  return JSON.parse(JSON.stringify({ command, exit: outcome.exit, ...digests[command](outcome.messages) })) as Answer
}

const find = <Type extends Message['type']>(messages: readonly Message[], type: Type) =>
  messages.find((message): message is Extract<Message, { type: Type }> => message.type === type)

const failureTypes = (messages: readonly Message[]): string[] =>
  [...new Set(errorsOf(messages).map((error) => error.failure_type ?? 'system_error'))].sort()

const digests: Record<CommandName, (messages: readonly Message[]) => object> = {
  spec: (messages) => ({ spec: withoutDescriptions(find(messages, 'SPEC')?.spec) }),
  check: (messages) => ({ status: find(messages, 'CONNECTION_STATUS')?.connectionStatus.status ?? null }),
  discover: (messages) => ({
    errors: failureTypes(messages),
    streams: withoutDescriptions(find(messages, 'CATALOG')?.catalog.streams) ?? null,
  }),
  read: (messages) => ({ errors: failureTypes(messages), streams: streamsOf(messages) }),
}

/** The configuration that a CONTROL message carries. */
export const configOf = ({ messages }: Outcome): JsonObject | null => find(messages, 'CONTROL')?.control.connectorConfig.config ?? null

/** Descriptions are each connector's own. */
function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDescriptions)
  if (value === null || typeof value !== 'object') return value
  const kept = Object.entries(value).filter(([key, entry]) => key !== 'description' || typeof entry !== 'string')
  return Object.fromEntries(kept.map(([key, entry]) => [key, withoutDescriptions(entry)]))
}

function streamsOf(messages: readonly Message[]): Record<string, object> {
  const streams = new Map<string, StreamDigest>()
  const of = (name: string): StreamDigest => {
    const known = streams.get(name) ?? { statuses: [], records: {}, state: null, counted: 0, emitted: 0 }
    streams.set(name, known)
    return known
  }
  for (const message of messages) {
    if (message.type === 'RECORD') addRecord(of(message.record.stream), message)
    else if (message.type === 'STATE') addState(of(message.state.stream?.stream_descriptor.name ?? ''), message)
    else if (message.type === 'TRACE' && message.trace.type === 'STREAM_STATUS') {
      const { stream_descriptor: stream, status } = message.trace.stream_status
      of(stream.name).statuses.push(status)
    }
  }
  const closed = ({ counted, emitted, ...rest }: StreamDigest) => ({ ...rest, countsAgree: counted === emitted })
  return Object.fromEntries([...streams].map(([name, stream]) => [name, closed(stream)]))
}

function addRecord(stream: StreamDigest, { record }: RecordMessage): void {
  // a column that is null and one that is absent are the same to every reader; the reference leaves nulls out
  const data: Record<string, Json> = Object.fromEntries(Object.entries(record.data).filter(([, value]) => value !== null))
  if (data[PARSE_ERROR] !== undefined) data[PARSE_ERROR] = '(text)'
  const file = record.data['_ab_source_file_url'] ?? record.data['source_uri'] ?? ''
  ;(stream.records[file as string] ??= []).push(data)
  stream.emitted++
  const { file_reference: copied } = record as { file_reference?: CopiedFile }
  if (copied !== undefined) (stream.files ??= []).push(copiedFile(copied))
}

function addState(stream: StreamDigest, { state }: StateMessage): void {
  stream.state = state.stream?.stream_state ?? null
  stream.counted += state.sourceStats?.recordCount ?? 0
}

interface CopiedFile {
  readonly staging_file_url: string
  readonly source_file_relative_path: string
  readonly file_size_bytes: number
}

/** A copied file is told by its path below the staging folder and by its content. */
function copiedFile({ staging_file_url: url, source_file_relative_path: relative, file_size_bytes: bytes }: CopiedFile): JsonObject {
  const content = fs.existsSync(url) ? createHash('sha256').update(fs.readFileSync(url)).digest('hex').slice(0, 16) : null
  return { relative, bytes, content, staged: url.endsWith(`/${relative}`) }
}
