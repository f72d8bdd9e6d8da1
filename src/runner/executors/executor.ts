import type { Program } from '../process.js'

/** The files of one call, as paths on this machine. */
export interface CallFiles {
  readonly config?: string
  readonly catalog?: string
  readonly state?: string
}

/** How a connector is started. */
export interface Executor {
  /** What a user would call it: `source-s3`, `docker:image`. */
  readonly label: string
  /** The name under which its state is kept unless another is given: `source-s3`. */
  readonly name: string
  program(command: string, files: CallFiles, folder: string): Program
}

/** `--config FILE` and so on, with each path as the connector sees it. */
export function flags(files: CallFiles, seen: (path: string) => string = (path) => path): string[] {
  return Object.entries(files).flatMap(([name, path]) => (path === undefined ? [] : [`--${name}`, seen(path as string)]))
}
