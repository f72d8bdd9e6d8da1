/** A look at the beginning of a file: its columns, or whether it can be read at all. */
import { ConfigError, DataError } from '../../errors.js'
import { toUtf8 } from '../../flow/charset.js'
import type { ByteSource } from '../../objects/store.js'
import { looksOf, type Look } from '../../schema/cast.js'
import type { ColumnSchema, Columns } from '../../schema/column.js'
import { readHead } from './header.js'
import type { CsvOptions } from './options.js'
import { ENDLESS, rowsOf, type NumberedRow } from './rows.js'
import { openWindow } from './window.js'

/** Characters of values and separators that inference looks at. */
const MOST_CHARACTERS = 1_000_000

/** The columns of the file; none for an empty one. Throws ConfigError for a head that cannot be read, DataError for rows that cannot. */
export async function inferColumns(source: ByteSource, options: CsvOptions): Promise<Columns> {
  const found = { names: [] as readonly string[], looks: [] as Set<Look>[] }
  try {
    await lookAtRows(source, options, found)
  } catch (error) {
    if (!(error instanceof DataError) || !ENDLESS.includes(error.code)) throw error
    // the rows before the quote that is never closed tell enough
  }
  return columnsOf(found.names, found.looks)
}

async function lookAtRows(source: ByteSource, options: CsvOptions, found: { names: readonly string[]; looks: Set<Look>[] }): Promise<void> {
  let characters = 0
  for await (const { head, rows } of rowsFromStart(source, options)) {
    if (rows === undefined) {
      found.names = head
      found.looks = head.map(() => new Set<Look>())
      continue
    }
    for (const row of rows) {
      requireWidth(row, head.length, options, source.uri)
      if (options.inferTypes) lookAt(row, found.looks, options)
      characters += row.fields.reduce((sum, field) => sum + field.length, row.fields.length - 1)
      if (characters >= MOST_CHARACTERS) return
    }
  }
}

/** Reads the first record. A file without a header tells nothing: DataError with the code `file_empty`. */
export async function probeRecord(source: ByteSource, options: CsvOptions): Promise<void> {
  let hasHead = false
  for await (const { head, rows } of rowsFromStart(source, options)) {
    hasHead = true
    const first = rows?.[0]
    if (first === undefined) continue
    requireWidth(first, head.length, options, source.uri)
    return
  }
  if (!hasHead) throw new DataError(`${source.uri} is empty: it has no header.`, { code: 'file_empty', file: source.uri })
}

interface Part {
  readonly head: readonly string[]
  /** undefined: the head alone was read. */
  readonly rows: readonly NumberedRow[] | undefined
}

async function* rowsFromStart(source: ByteSource, options: CsvOptions): AsyncIterable<Part> {
  const chunks = toUtf8(source.stream(), options.encoding, source.uri)[Symbol.asyncIterator]()
  try {
    const window = openWindow(chunks)
    const head = await readHead(window, options, source.uri).catch(headError)
    if (head === undefined) return
    yield { head: head.names, rows: undefined }
    for await (const rows of rowsOf(window, options.dialect, source.uri, head.line)) yield { head: head.names, rows }
  } finally {
    await chunks.return?.()
  }
}

/** A head that cannot be read tells of an option that does not fit the files. */
function headError(error: unknown): never {
  if (error instanceof DataError && ['encoding', ...ENDLESS].includes(error.code)) {
    throw new ConfigError(error.message, { ...error.where, code: error.code, cause: error })
  }
  throw error
}

function requireWidth({ fields, line }: NumberedRow, width: number, { ignoreMismatch }: CsvOptions, file: string): void {
  if (fields.length === width || ignoreMismatch) return
  throw new DataError(`${file}: the row of line ${line} has ${fields.length} values and the header ${width} columns.`, {
    code: 'csv_columns',
    file,
    line,
  })
}

/** Each column keeps what all of its values look like; an empty set has seen none yet. */
function lookAt({ fields }: NumberedRow, looks: Set<Look>[], options: CsvOptions): void {
  for (let at = 0; at < looks.length; at++) {
    const field = fields[at]
    if (field === undefined || options.nullValues.has(field)) continue
    const seen = looksOf(field, options)
    const before = looks[at] as Set<Look>
    looks[at] = before.size === 0 ? new Set(seen) : new Set([...before].filter((look) => seen.has(look)))
  }
}

function columnsOf(names: readonly string[], looks: readonly ReadonlySet<Look>[]): Columns {
  const type = (at: number): ColumnSchema => ({
    type: (['boolean', 'integer', 'number'] as const).find((look) => looks[at]?.has(look)) ?? 'string',
  })
  return new Map(names.map((name, at): [string, ColumnSchema] => [name, type(at)]))
}
