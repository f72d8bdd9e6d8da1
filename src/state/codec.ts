/** The state file: what is given with `--state`. */
import { SystemError } from '../errors.js'
import type { Json, JsonObject } from '../protocol/messages.js'
import { isObject } from './json.js'

/**
 * The saved state of each stream by its name, from an array of STREAM states or one GLOBAL state without shared state. `null`, `[]`
 * and `{}` are no state. LEGACY elements are ignored, and so are streams with a namespace, since ours have none. Throws SystemError
 * with the code `state_form` for anything else, as the reference does.
 */
export function parseStates(json: unknown): ReadonlyMap<string, JsonObject> {
  const states = new Map<string, JsonObject>()
  for (const stream of elements(json as Json).flatMap(streamsOf)) {
    const { name, namespace, state } = savedState(stream)
    if (namespace === undefined || namespace === null) states.set(name, state)
  }
  return states
}

function elements(json: Json): readonly Json[] {
  if (!json || (isObject(json) && Object.keys(json).length === 0)) return []
  if (Array.isArray(json)) return json as readonly Json[]
  throw malformed('is no array of state messages')
}

/** The stream states within an element, as they stand. */
function streamsOf(element: Json): readonly Json[] {
  if (!isObject(element)) throw malformed('has an element that is no object')
  // as it stands on the connector's output, which is what a user in a shell has
  if (element.type === 'STATE' && isObject(element.state)) return streamsOf(element.state)
  if (isObject(element.stream)) return [element.stream]
  if (isObject(element.global)) return globalStreams(element.global)
  if (element.data !== undefined) return []
  throw malformed('has an element with neither "stream" nor "global"')
}

function globalStreams({ shared_state: shared, stream_states: streams }: JsonObject): readonly Json[] {
  if (isObject(shared) && Object.keys(shared).length > 0) throw malformed('has a shared state, which no stream uses')
  if (!Array.isArray(streams)) throw malformed('has a GLOBAL element without "stream_states"')
  return streams as readonly Json[]
}

function savedState(stream: Json): { readonly name: string; readonly namespace: Json | undefined; readonly state: JsonObject } {
  const descriptor = isObject(stream) ? stream.stream_descriptor : undefined
  if (!isObject(stream) || !isObject(descriptor) || typeof descriptor.name !== 'string')
    throw malformed('has a stream state without a name')
  const state = stream.stream_state ?? {}
  if (!isObject(state)) throw malformed(`has a state of the stream "${descriptor.name}" that is no object`)
  return { name: descriptor.name, namespace: descriptor.namespace, state }
}

function malformed(what: string): SystemError {
  return new SystemError(`The state file ${what}. Pass the states of an earlier sync as they were emitted, or none.`, {
    code: 'state_form',
  })
}
