import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { flags, type Executor } from './executor.js'

export interface DockerOptions {
  readonly image: string
  /** `docker run --network`; `host` lets the container reach servers on this machine's loopback. */
  readonly network?: string | undefined
}

/** An image of a connector. The files of a call are mounted read-only and nothing else is. */
export function docker({ image, network }: DockerOptions): Executor {
  const repository = image.replace(/@.*$/, '').replace(/:[^:/]*$/, '')
  return {
    label: `docker:${image}`,
    name: path.posix.basename(repository),
    program: (command, files, folder) => {
      const container = `airlift-${randomUUID()}`
      const mount = Object.keys(files).length === 0 ? [] : ['--volume', `${folder}:/airlift:ro`]
      const seen = (file: string): string => path.posix.join('/airlift', path.basename(file))
      const options = ['--rm', '-i', '--name', container, ...(network === undefined ? [] : ['--network', network]), ...mount]
      return {
        file: 'docker',
        args: ['run', ...options, image, command, ...flags(files, seen)],
        kill: () => {
          spawn('docker', ['kill', container], { stdio: 'ignore' }).on('error', () => undefined) // the client's own end is what counts
        },
      }
    },
  }
}
