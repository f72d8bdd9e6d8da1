/** Runs a command of the connector as a process of its own. */
import type { Message, TraceError } from '../../src/protocol/messages.js'
import { run } from '../support/run.js'
import { parseExactly } from './numbers.js'

export interface Outcome {
  /** The exit code, or the signal that ended the process. */
  readonly exit: number | string | null
  readonly messages: readonly Message[]
  /** Lines of stdout that are not JSON. */
  readonly junk: readonly string[]
}

export interface Call {
  readonly program: readonly [string, ...string[]]
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Seconds. */
  readonly timeout: number
}

export async function callConnector({ program, args, env, timeout }: Call): Promise<Outcome> {
  const [command, ...first] = program
  const { exit, stdout } = await run(command, [...first, ...args], { env, timeout })
  return { exit, ...parseLines(stdout) }
}

function parseLines(text: string): Pick<Outcome, 'messages' | 'junk'> {
  const messages: Message[] = []
  const junk: string[] = []
  for (const line of text.split('\n').filter((candidate) => candidate.trim() !== '')) {
    try {
      messages.push(parseExactly(line) as Message)
    } catch {
      junk.push(line.slice(0, 200)) // told by the judge
    }
  }
  return { messages, junk }
}

/** The errors that the connector told in TRACE messages. */
export const errorsOf = (messages: readonly Message[]): readonly TraceError[] =>
  messages.flatMap((message) => (message.type === 'TRACE' && message.trace.type === 'ERROR' ? [message.trace.error] : []))
