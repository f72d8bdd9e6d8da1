/** Programs as the tests start them. */
import { spawn } from 'node:child_process'

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** What the program finds on its standard input; default: nothing. */
  readonly input?: string
  /** Seconds until SIGKILL. */
  readonly timeout?: number
}

export interface Ended {
  /** The exit code, or the signal that ended the program. */
  readonly exit: number | string | null
  readonly stdout: string
  readonly stderr: string
}

export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { cwd = '.', env = {}, input = '', timeout = 120 } = options
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: 'pipe' })
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  child.stdin.on('error', () => undefined) // a program may end without having read it; its exit code tells
  child.stdin.end(input)
  const timer = setTimeout(() => child.kill('SIGKILL'), timeout * 1000)
  const exit = await new Promise<number | string | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      resolve(signal ?? code)
    })
  })
  clearTimeout(timer)
  const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8')
  return { exit, stdout: text(stdout), stderr: text(stderr) }
}

/** The JSON lines of a text. Throws at a line that is not JSON. */
export const jsonLines = <Line>(text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
