import { parseArgs } from 'node:util'

export type Command =
  | { readonly name: 'spec' }
  | { readonly name: 'check'; readonly config: string }
  | { readonly name: 'discover'; readonly config: string }
  | { readonly name: 'read'; readonly config: string; readonly catalog: string; readonly state?: string }

export type Arguments =
  | { readonly kind: 'command'; readonly command: Command; readonly debug: boolean }
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'usage'; readonly problem: string }

export const USAGE = `usage: source-s3 spec
       source-s3 check    --config FILE
       source-s3 discover --config FILE
       source-s3 read     --config FILE --catalog FILE [--state FILE]

Airbyte source connector for S3. Messages go to stdout, one JSON object a line.

  --config FILE    the configuration (JSON), as \`source-s3 spec\` describes it
  --catalog FILE   the configured catalog: which streams to read, and how
  --state FILE     the last STATE messages of an earlier read, as a JSON array
  --debug          log more
  --help           this text
  --version        the version

example: source-s3 read --config config.json --catalog catalog.json > records.jsonl
`

const FLAGS = {
  config: { type: 'string' },
  catalog: { type: 'string' },
  state: { type: 'string' },
  debug: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  // what the reference takes and does not use
  'manifest-path': { type: 'string' },
  'components-path': { type: 'string' },
} as const

/** argv without node and script → what to do. Never throws: a wrong usage is an answer too. */
export function parseArguments(argv: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: FLAGS, allowPositionals: true })
    if (values.help) return { kind: 'help' }
    if (values.version) return { kind: 'version' }
    const command = commandOf(positionals, values)
    return typeof command === 'string' ? { kind: 'usage', problem: command } : { kind: 'command', command, debug: values.debug ?? false }
  } catch (error) {
    return { kind: 'usage', problem: (error as Error).message }
  }
}

/** The command, or what is wrong. */
function commandOf(positionals: readonly string[], flags: { config?: string; catalog?: string; state?: string }): Command | string {
  const [name, ...rest] = positionals
  if (rest.length > 0) return `unexpected argument: ${rest.join(' ')}`
  if (name === 'spec') return { name }
  if (name !== 'check' && name !== 'discover' && name !== 'read') {
    return name === undefined ? 'a command is needed: spec, check, discover or read' : `unknown command: ${name}`
  }
  if (flags.config === undefined) return `${name} needs --config FILE`
  if (name !== 'read') return { name, config: flags.config }
  if (flags.catalog === undefined) return 'read needs --catalog FILE'
  return { name, config: flags.config, catalog: flags.catalog, ...(flags.state !== undefined && { state: flags.state }) }
}
