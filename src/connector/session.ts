import type { ObjectStore } from '../objects/store.js'
import type { Output } from '../protocol/emit.js'
import type { Config } from './config.js'
import type { Log } from './log.js'

/** What a command works with. */
export interface Session {
  readonly config: Config
  readonly store: ObjectStore
  readonly output: Output
  readonly log: Log
  /** Aborted when the process is asked to stop. */
  readonly signal: AbortSignal
}
