/** How Airbyte's platform is told what kind of failure it was. */
export type FailureType = 'config_error' | 'transient_error' | 'system_error'

/** What an error can name, so that its reader finds the place: line counts physical lines from 1. */
export interface Where {
  readonly stream?: string | undefined
  readonly file?: string | undefined
  readonly line?: number | undefined
}

export interface ErrorOptions extends Where {
  readonly code: string
  readonly cause?: unknown
}

/** An error that we foresaw. Its class says what the caller must do; its code is stable and may be compared. */
export abstract class ExpectedError extends Error {
  abstract readonly failureType: FailureType
  readonly code: string
  readonly where: Where

  constructor(message: string, { code, cause, stream, file, line }: ErrorOptions) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.code = code
    this.where = { stream, file, line }
  }
}

/** The user must change something: configuration, permissions, catalog. */
export class ConfigError extends ExpectedError {
  readonly failureType = 'config_error'
}

/** Trying again later may help: the network, the server. */
export class TransientError extends ExpectedError {
  readonly failureType = 'transient_error'
}

/** A file or a row is bad. Collected, so that other rows and files go on; the sync fails at its end. */
export class DataError extends ExpectedError {
  readonly failureType = 'config_error'
}

/** Our own bug, or a state that should not be. */
export class SystemError extends ExpectedError {
  readonly failureType = 'system_error'
}

/** The policy "Wait for Discover" met a record that does not conform: the rest of the file is left for after the next discover. */
export class StopForDiscover extends ExpectedError {
  readonly failureType = 'config_error'
}

/** What is known of a connector's end when it failed. */
export interface ConnectorReport {
  /** The last lines that it logged or printed, stderr among them. */
  readonly log: readonly string[]
  /** Records that are in the cache, by stream. */
  readonly committed: Readonly<Record<string, number>>
}

/** A connector that the runner started has failed; the message is the connector's own. */
export class ConnectorError extends ExpectedError {
  readonly failureType: FailureType
  readonly report: ConnectorReport

  constructor(message: string, options: ErrorOptions & { readonly failureType: FailureType; readonly report: ConnectorReport }) {
    super(message, options)
    this.failureType = options.failureType
    this.report = options.report
  }
}

/** Somebody asked to stop. What was complete is kept. */
export class Interrupted extends ExpectedError {
  readonly failureType = 'transient_error'
}

/** The failure type of anything thrown; what we did not foresee is our bug. */
export function failureTypeOf(error: unknown): FailureType {
  return error instanceof ExpectedError ? error.failureType : 'system_error'
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
