/** A look at the beginning of a file: its columns, or whether it can be read at all. */
import { DataError } from '../../errors.js'
import { toUtf8 } from '../../flow/charset.js'
import type { ByteSource } from '../../objects/store.js'
import { looksOf, type Look } from '../../schema/cast.js'
import type { ColumnSchema, Columns } from '../../schema/column.js'
import { MODIFIED_FIELD, URL_FIELD } from '../../protocol/record.js'
import { readHead } from './header.js'
import type { CsvOptions } from './options.js'
import { rowsOf, type NumberedRow } from './rows.js'
import { openWindow } from './window.js'

/** Characters of values and separators that inference looks at. */
const MOST_CHARACTERS = 1_000_000

/** The columns of the file; none for an empty one. Throws DataError. */
export async function inferColumns(source: ByteSource, options: CsvOptions): Promise<Columns> {
  let names: readonly string[] = []
  let looks: Set<Look>[] = []
  let characters = 0
  for await (const { head, rows } of rowsFromStart(source, options)) {
    names = head
    looks = looks.length > 0 ? looks : names.map(() => new Set<Look>())
    for (const row of rows) {
      requireWidth(row, names.length, options, source.uri)
      if (options.inferTypes) lookAt(row, looks, options)
      characters += row.fields.reduce((sum, field) => sum + field.length, row.fields.length - 1)
      if (characters >= MOST_CHARACTERS) return columnsOf(names, looks)
    }
  }
  return columnsOf(names, looks)
}

/** Reads the first record. */
export async function probeRecord(source: ByteSource, options: CsvOptions): Promise<void> {
  for await (const { head, rows } of rowsFromStart(source, options)) {
    const [first] = rows
    if (first === undefined) continue
    requireWidth(first, head.length, options, source.uri)
    return
  }
}

async function* rowsFromStart(
  source: ByteSource,
  options: CsvOptions,
): AsyncIterable<{ head: readonly string[]; rows: readonly NumberedRow[] }> {
  const chunks = toUtf8(source.stream(), options.encoding, source.uri)[Symbol.asyncIterator]()
  try {
    const window = openWindow(chunks)
    const head = await readHead(window, options, source.uri)
    if (head === undefined) return
    yield { head: head.names, rows: [] }
    for await (const rows of rowsOf(window, options.dialect, source.uri, head.line)) yield { head: head.names, rows }
  } finally {
    await chunks.return?.()
  }
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
  return new Map(
    names.map((name, at): [string, ColumnSchema] => [name, type(at)]).filter(([name]) => name !== MODIFIED_FIELD && name !== URL_FIELD),
  )
}
