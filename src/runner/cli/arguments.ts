import { parseArgs } from 'node:util'
import type { Strategy } from '../columns.js'

export const COMMANDS = ['sync', 'check', 'streams', 'preview', 'spec', 'sql'] as const
export type CommandName = (typeof COMMANDS)[number]

export interface Options {
  readonly command: CommandName
  /** SOURCE, or the statement of `sql`. */
  readonly subject: string
  readonly config?: string
  readonly cache: string
  readonly streams?: readonly string[]
  readonly stream?: string
  readonly strategy: Strategy
  readonly fullRefresh: boolean
  readonly json: boolean
  readonly limit: number
  readonly format: 'table' | 'json' | 'csv'
  readonly name?: string
  readonly network?: string
}

export type Parsed =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help'; readonly command: CommandName | undefined }
  | { readonly kind: 'version' }
  | { readonly kind: 'usage'; readonly problem: string; readonly command: CommandName | undefined }

const FLAGS = {
  config: { type: 'string' },
  cache: { type: 'string' },
  streams: { type: 'string' },
  stream: { type: 'string' },
  strategy: { type: 'string' },
  'full-refresh': { type: 'boolean' },
  json: { type: 'boolean' },
  limit: { type: 'string' },
  format: { type: 'string' },
  name: { type: 'string' },
  network: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const

/** Which flags a command takes. */
const TAKES: Readonly<Record<CommandName, readonly (keyof typeof FLAGS)[]>> = {
  sync: ['config', 'cache', 'streams', 'strategy', 'full-refresh', 'json', 'name', 'network'],
  check: ['config', 'json', 'network'],
  streams: ['config', 'json', 'network'],
  preview: ['config', 'stream', 'limit', 'json', 'network'],
  spec: ['json', 'network'],
  sql: ['cache', 'format'],
}

type Values = ReturnType<typeof parseArgs<{ options: typeof FLAGS; allowPositionals: true }>>['values']

/** argv without node and script. Never throws. */
export function parseArguments(argv: readonly string[], defaultCache: string): Parsed {
  let command: CommandName | undefined
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: FLAGS, allowPositionals: true })
    command = COMMANDS.find((name) => name === positionals[0])
    if (values.version) return { kind: 'version' }
    if (values.help || positionals.length === 0) return { kind: 'help', command }
    const options =
      command === undefined ? `unknown command: ${positionals[0] ?? ''}` : optionsOf(command, positionals.slice(1), values, defaultCache)
    return typeof options === 'string' ? { kind: 'usage', problem: options, command } : { kind: 'run', options }
  } catch (error) {
    return { kind: 'usage', problem: (error as Error).message, command }
  }
}

/** The options, or what is wrong with them. */
function optionsOf(command: CommandName, rest: readonly string[], values: Values, defaultCache: string): Options | string {
  const stray = (Object.keys(values) as (keyof typeof FLAGS)[]).find((flag) => !TAKES[command].includes(flag))
  if (stray !== undefined) return `${command} does not take --${stray}`
  const [subject, ...more] = rest
  if (subject === undefined)
    return command === 'sql' ? "sql needs a statement: airlift sql 'select 1'" : `${command} needs a SOURCE, such as source-s3`
  if (more.length > 0) return `unexpected argument: ${more.join(' ')}`
  const { config, stream, strategy = 'auto', format = 'table', name, network } = values
  if (TAKES[command].includes('config') && config === undefined) return `${command} needs --config FILE`
  if (command === 'preview' && stream === undefined) return 'preview needs --stream NAME'
  if (!['auto', 'append', 'merge', 'replace'].includes(strategy)) return `--strategy is auto, append, merge or replace, not ${strategy}`
  if (!['table', 'json', 'csv'].includes(format)) return `--format is table, json or csv, not ${format}`
  const limit = Number(values.limit ?? 10)
  if (!Number.isInteger(limit) || limit < 1) return '--limit is a whole number above 0'
  return {
    command,
    subject,
    limit,
    strategy: strategy as Strategy,
    format: format as Options['format'],
    cache: values.cache ?? defaultCache,
    fullRefresh: values['full-refresh'] ?? false,
    json: values.json ?? false,
    ...(config !== undefined && { config }),
    ...(stream !== undefined && { stream }),
    ...(name !== undefined && { name }),
    ...(network !== undefined && { network }),
    ...(values.streams !== undefined && {
      streams: values.streams
        .split(',')
        .map((text) => text.trim())
        .filter((text) => text !== ''),
    }),
  }
}
