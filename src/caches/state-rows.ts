/** Saved states as rows of `_airbyte_state`, as PyAirbyte has them: a row for each stream, or one for everything. */
import { SystemError } from '../errors.js'
import type { StateMessage } from '../protocol/messages.js'

type State = StateMessage['state']

/** In the place of a stream's name. */
export const GLOBAL = '_GLOBAL'
export const LEGACY = '_LEGACY'

/** Whose state it is: a stream, or everything. */
export function rowOf({ state }: StateMessage): string {
  if (state.stream !== undefined) return state.stream.stream_descriptor.name
  return state.global === undefined ? LEGACY : GLOBAL
}

/** `state_json`: the content of the message's `state`. */
export const stateJson = ({ state }: StateMessage): string => JSON.stringify(state)

export function stateOf(json: string): StateMessage {
  try {
    return { type: 'STATE', state: JSON.parse(json) as State }
  } catch (error) {
    throw new SystemError('The cache holds a state that is no JSON. Sync with a full refresh.', { code: 'saved_state', cause: error })
  }
}

/** What is left of a state when the states of some streams are forgotten; undefined: nothing. */
export function withoutStreams({ state }: StateMessage, streams: ReadonlySet<string>): StateMessage | undefined {
  if (state.stream !== undefined) return streams.has(state.stream.stream_descriptor.name) ? undefined : { type: 'STATE', state }
  if (state.global === undefined) return undefined
  const left = state.global.stream_states.filter((one) => !streams.has(one.stream_descriptor.name))
  return left.length === 0 ? undefined : { type: 'STATE', state: { ...state, global: { ...state.global, stream_states: left } } }
}

/**
 * The states of streams that are being replaced. They vouch for rows that nobody sees yet, and so do global ones: they wait until these
 * streams are complete.
 */
export class HeldStates {
  readonly #held = new Map<string, StateMessage>()
  readonly #hidden: Set<string>

  constructor(replaced: Iterable<string>) {
    this.#hidden = new Set(replaced)
  }

  /** Those of `states` that may be saved now, the last of each stream; the others are held. */
  admit(states: readonly StateMessage[]): readonly StateMessage[] {
    for (const state of states) {
      const row = rowOf(state)
      this.#held.delete(row)
      this.#held.set(row, state)
    }
    return this.#release()
  }

  /** A stream's rows are seen from now on. What may be saved therefore. */
  complete(stream: string): readonly StateMessage[] {
    this.#hidden.delete(stream)
    return this.#release()
  }

  #release(): readonly StateMessage[] {
    const free = [...this.#held].filter(([row, { state }]) =>
      state.stream === undefined ? this.#hidden.size === 0 : !this.#hidden.has(row),
    )
    for (const [row] of free) this.#held.delete(row)
    return free.map(([, state]) => state)
  }
}
