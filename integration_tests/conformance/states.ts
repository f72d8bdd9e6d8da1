/** The states of a case. */
import type { Json, JsonObject, Message, StreamState } from '../../src/protocol/messages.js'

interface LongHistory {
  readonly count: number
  /** $N counts. */
  readonly key: string
  readonly time: string
}

interface GivenState {
  readonly $history?: LongHistory
  readonly history?: JsonObject
}

/** A long history is told by `$history` in a stream's state. */
export function fillHistory(state: Json): Json {
  if (!Array.isArray(state)) return state
  return (state as readonly JsonObject[]).map((entry) => {
    const stream = entry['stream'] as unknown as { stream_state?: GivenState } | undefined
    const { $history: fill, ...rest } = stream?.stream_state ?? {}
    if (fill === undefined) return entry
    const entries = Array.from({ length: fill.count }, (_, n) => [fill.key.replace('$N', String(n).padStart(5, '0')), fill.time])
    const history = { ...(Object.fromEntries(entries) as JsonObject), ...rest.history }
    return { ...entry, stream: { ...stream, stream_state: { ...rest, history } } }
  })
}

/** The last state of each stream, as the next read is given it; undefined: there was none. */
export function lastStates(messages: readonly Message[]): Json | undefined {
  const last = new Map<string, StreamState>()
  for (const message of messages) {
    if (message.type === 'STATE' && message.state.stream !== undefined)
      last.set(message.state.stream.stream_descriptor.name, message.state.stream)
  }
  return last.size === 0 ? undefined : [...last.values()].map((stream) => ({ type: 'STREAM', stream }) as unknown as JsonObject)
}
