import type { Cache } from '../../caches/cache.js'
import { ConnectorError, ExpectedError, Interrupted, messageOf } from '../../errors.js'
import type { CatalogStream } from '../../protocol/catalog.js'
import type { Json, JsonObject } from '../../protocol/messages.js'
import { readConfigFile } from '../config-file.js'
import { getSource, type Source } from '../source.js'
import type { Options } from './arguments.js'
import { csvText, jsonText } from './formats.js'
import { count, progressLines } from './progress-lines.js'
import { optionRows } from './spec-table.js'
import { renderTable } from './table.js'

export interface Terminal {
  readonly out: NodeJS.WriteStream
  readonly err: NodeJS.WriteStream
  readonly signal: AbortSignal
  openCache(url: string): Cache
}

type Run = (options: Options, terminal: Terminal) => Promise<void>

const sourceOf = (options: Options): Promise<Source> =>
  getSource(options.subject, {
    ...(options.config !== undefined && { config: readConfigFile(options.config) }),
    ...(options.name !== undefined && { name: options.name }),
    ...(options.network !== undefined && { network: options.network }),
  })

const table = ({ out }: Terminal, columns: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  `${renderTable(columns, rows, { width: out.isTTY ? out.columns : 120 })}\n`

const sync: Run = async (options, terminal) => {
  await using cache = terminal.openCache(options.cache)
  const source = await sourceOf(options)
  const { streams, strategy, fullRefresh } = options
  const lines = progressLines(terminal.err)
  try {
    const { progress, states } = await source.read({
      cache,
      strategy,
      fullRefresh,
      signal: terminal.signal,
      onProgress: lines.show,
      ...(streams && { streams }),
    })
    const loaded = [...progress.streams.values()]
    if (options.json) {
      terminal.out.write(
        `${JSON.stringify({ streams: loaded, records: loaded.reduce((sum, { committed }) => sum + committed, 0), bytes: loaded.reduce((sum, { bytes }) => sum + bytes, 0), seconds: progress.seconds, cache: cache.url, state: states.map(({ state }) => state) })}\n`,
      )
      return
    }
    lines.close()
    terminal.err.write(
      `${count(loaded.reduce((sum, { committed }) => sum + committed, 0))} records in ${progress.seconds.toFixed(1)} s into ${cache.url}\n`,
    )
  } catch (error) {
    lines.close()
    throw error
  }
}

const check: Run = async (options, terminal) => {
  const source = await sourceOf(options)
  await source.check(terminal.signal)
  terminal.out.write(options.json ? `${JSON.stringify({ status: 'SUCCEEDED' })}\n` : `${source.label}: the configuration works.\n`)
}

const streams: Run = async (options, terminal) => {
  const source = await sourceOf(options)
  const { streams: found } = await source.discover(terminal.signal)
  if (options.json) terminal.out.write(`${JSON.stringify(found)}\n`)
  else terminal.out.write(table(terminal, ['stream', 'columns', 'modes', 'primary key'], found.map(streamRow)))
}

function streamRow({ name, json_schema, supported_sync_modes, source_defined_primary_key }: CatalogStream): readonly string[] {
  const columns = Object.keys(json_schema.properties).filter((column) => !column.startsWith('_ab_source_file_'))
  return [
    name,
    `${columns.length}: ${columns.join(', ')}`,
    supported_sync_modes.join(', '),
    (source_defined_primary_key ?? []).flat().join(', '),
  ]
}

const preview: Run = async (options, terminal) => {
  const source = await sourceOf(options)
  const rows = await source.preview(options.stream ?? '', options.limit, terminal.signal)
  if (options.json) {
    terminal.out.write(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    return
  }
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  if (rows.length === 0) terminal.out.write('The stream has no rows.\n')
  else
    terminal.out.write(
      table(
        terminal,
        columns,
        rows.map((row) => columns.map((column): Json => row[column] ?? null)),
      ),
    )
}

const spec: Run = async (options, terminal) => {
  const source = await sourceOf(options)
  const found = await source.spec(terminal.signal)
  if (options.json) terminal.out.write(`${JSON.stringify(found)}\n`)
  else
    terminal.out.write(
      table(terminal, ['option', 'type', 'default', 'what it is'], optionRows(found['connectionSpecification'] as JsonObject)),
    )
}

const sql: Run = async (options, terminal) => {
  await using cache = terminal.openCache(options.cache)
  const { columns, rows } = await cache.query(options.subject)
  if (options.format === 'json') terminal.out.write(jsonText(columns, rows))
  else if (options.format === 'csv') terminal.out.write(csvText(columns, rows))
  else terminal.out.write(`${table(terminal, columns, rows)}(${count(rows.length)} row${rows.length === 1 ? '' : 's'})\n`)
}

export const commands: Readonly<Record<Options['command'], Run>> = { sync, check, streams, preview, spec, sql }

/** What a person is told of an error, and the exit code. */
export function failed(error: unknown, interrupted: number | undefined): { readonly text: string; readonly code: number } {
  if (error instanceof Interrupted) return { text: error.message, code: interrupted ?? 130 }
  if (error instanceof ConnectorError) return { text: connectorText(error), code: 1 }
  if (error instanceof ExpectedError) return { text: error.message, code: error.failureType === 'config_error' ? 2 : 1 }
  return { text: error instanceof Error ? (error.stack ?? error.message) : messageOf(error), code: 1 }
}

const LOG_LINES = 10

function connectorText({ message, report: { log, committed } }: ConnectorError): string {
  // what only says how things went on is left out, and what the message says already
  const telling = log.filter((line) => !/^(INFO|DEBUG) /.test(line) && !message.includes(line.replace(/^[A-Z]+ /, '').slice(0, 100)))
  const saved = Object.entries(committed).map(([stream, records]) => `${stream} ${count(records)}`)
  return [
    message,
    ...(telling.length === 0 ? [] : ['', 'its last lines:', ...telling.slice(-LOG_LINES).map((line) => `  ${line.slice(0, 300)}`)]),
    ...(saved.length === 0 ? [] : ['', `in the cache from this sync: ${saved.join(', ')}`]),
  ].join('\n')
}
