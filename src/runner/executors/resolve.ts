import { ConfigError } from '../../errors.js'
import { builtin } from './builtin.js'
import { command, splitWords } from './command.js'
import { docker, type DockerOptions } from './docker.js'
import type { Executor } from './executor.js'

/** A connector, told apart by how it is started. */
export type SourceKind = 'source-s3' | { readonly docker: string; readonly network?: string } | { readonly command: readonly string[] }

/** As a user writes it: `source-s3`, `./program`, `"command with args"`, `docker:image[:tag]`. */
export function resolveSource(source: SourceKind | (string & {}), network?: string): Executor {
  if (typeof source !== 'string') {
    if ('command' in source) return command(source.command)
    const options: DockerOptions = { image: source.docker, network: source.network ?? network }
    return docker(options)
  }
  if (source === 'source-s3') return builtin()
  const [, kind, rest = ''] = /^(docker|npm|pypi):(.*)$/s.exec(source) ?? []
  if (kind === 'docker') return docker({ image: rest, network })
  if (kind !== undefined) {
    const text = `Connectors from ${kind} cannot be installed yet. Install ${rest} yourself and give its command, or use its Docker image.`
    throw new ConfigError(text, { code: 'source_kind_unknown' })
  }
  return command(splitWords(source))
}
