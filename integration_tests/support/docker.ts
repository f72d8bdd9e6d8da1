/** Docker as the image tests use it. NODE_IMAGE: a base image that the daemon already has; then its builds use the host's network. */
import { run, type Ended } from './run.js'

export const IMAGE = 'source-s3:test'
export const LOCKED_DOWN = [
  '--read-only',
  '--cap-drop=ALL',
  '--security-opt',
  'no-new-privileges',
  '--memory',
  '512m',
  '--pids-limit',
  '64',
]

/** Of `docker inspect`. */
export interface ImageConfig {
  readonly User: string
  readonly Env: readonly string[]
  readonly Entrypoint: readonly string[]
  readonly Labels: Readonly<Record<string, string>>
}

const base = process.env['NODE_IMAGE']

/** What `docker build` needs on this machine. */
export const BUILD_OPTIONS: readonly string[] = base === undefined ? [] : ['--network=host', '--build-arg', `NODE_IMAGE=${base}`]

export const docker = (...args: readonly string[]): Promise<Ended> => run('docker', args, { timeout: 600 })

export async function build(): Promise<void> {
  const { exit, stdout, stderr } = await docker('build', ...BUILD_OPTIONS, '-t', IMAGE, '.')
  if (exit !== 0) throw new Error(`docker build ended with ${exit}:\n${stdout}${stderr}`)
}
