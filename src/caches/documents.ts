/** Rows as documents for search and language models. */
import { ConfigError } from '../errors.js'
import type { DocumentOptions, Row, RowDocument } from './cache.js'

const ID = '_airbyte_raw_id'

function text(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value)
}

/** Throws ConfigError when a column is named that is not there. */
export function documentsOf(columns: readonly string[], options: DocumentOptions): (row: Row) => RowDocument {
  const { title, metadata = [] } = options
  const rest = (name: string): boolean => name !== title && !metadata.includes(name) && !name.startsWith('_airbyte_')
  const content = options.content ?? columns.filter(rest)
  for (const name of [...(title === undefined ? [] : [title]), ...content, ...metadata])
    if (!columns.includes(name))
      throw new ConfigError(`There is no column ${name}. There are: ${columns.join(', ')}.`, { code: 'no_such_column' })
  return (row) => ({
    ...(typeof row[ID] === 'string' ? { id: row[ID] } : {}),
    pageContent: [...(title === undefined ? [] : [`# ${text(row[title])}`]), ...sections(row, content)].join('\n\n'),
    metadata: Object.fromEntries(metadata.map((name) => [name, row[name]])),
  })
}

/** A single column as it is; several under their names. */
function sections(row: Row, content: readonly string[]): readonly string[] {
  const [only] = content
  if (only !== undefined && content.length === 1) return [text(row[only])]
  return content.filter((name) => row[name] !== null && row[name] !== undefined).map((name) => `## ${name}\n\n${text(row[name])}`)
}
