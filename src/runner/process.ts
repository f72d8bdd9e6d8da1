/** A connector's process: its output with back-pressure, the end of what it says on stderr, and how it ended. */
import { spawn } from 'node:child_process'
import { ConfigError, messageOf } from '../errors.js'

export interface Program {
  readonly file: string
  readonly args: readonly string[]
  /** Ends what the process alone does not end, such as a container. */
  kill?(): void
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Did we ask it to end? */
  readonly stopped: boolean
  /** The last that it wrote to stderr, at most 64 KiB. */
  readonly stderr: string
}

export interface Running {
  readonly output: AsyncIterable<Uint8Array>
  /** Asks it to end; after ten seconds it is ended. */
  stop(): void
  /** Throws ConfigError if the program cannot be started. */
  readonly ended: Promise<Ended>
}

const TAIL = 64 * 1024
const GRACE = 10_000

export function startProcess(program: Program): Running {
  const child = spawn(program.file, program.args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let stderr = ''
  let stopped = false
  let over = false
  let grace: NodeJS.Timeout | undefined
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-TAIL)
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', (error) => {
      const text = `${program.file} cannot be started: ${messageOf(error)}. Check the name and whether it is installed.`
      reject(new ConfigError(text, { code: 'program_missing', cause: error }))
    })
    child.on('close', (code, signal) => {
      over = true
      clearTimeout(grace)
      resolve({ code, signal, stopped, stderr })
    })
  })
  ended.catch(() => undefined) // whoever waits for it is told
  const stop = (): void => {
    if (stopped || over) return
    stopped = true
    child.kill('SIGTERM')
    grace = setTimeout(() => {
      program.kill?.()
      child.kill('SIGKILL')
    }, GRACE)
  }
  return { output: child.stdout, stop, ended }
}
