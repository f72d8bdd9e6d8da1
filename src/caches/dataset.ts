/** Datasets of SQL caches: a SELECT that grows conditions. */
import type { Dataset, DatasetColumn, DocumentOptions, Row, RowDocument } from './cache.js'
import { documentsOf } from './documents.js'
import { allOf } from './sql.js'

/** A statement with its parameters. */
export interface Statement {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** What a cache must do for its datasets. */
export interface DatasetReader {
  /** The table to select from, quoted. */
  table(): Promise<string>
  columns(statement: Statement): Promise<readonly DatasetColumn[]>
  batches(statement: Statement): AsyncIterable<readonly Row[]>
  toArrow(statement: Statement): Promise<Uint8Array>
  toParquet(statement: Statement, path: string): Promise<void>
}

export class SqlDataset implements Dataset {
  readonly #reader: DatasetReader
  readonly #conditions: readonly Statement[]

  constructor(reader: DatasetReader, conditions: readonly Statement[] = []) {
    this.#reader = reader
    this.#conditions = conditions
  }

  async #select(what: string): Promise<Statement> {
    const where = this.#conditions.length === 0 ? '' : ` WHERE ${allOf(this.#conditions.map(({ sql }) => sql))}`
    const sql = `SELECT ${what} FROM ${await this.#reader.table()}${where}`
    return { sql, parameters: this.#conditions.flatMap(({ parameters }) => parameters) }
  }

  where(condition: string, parameters: readonly unknown[] = []): Dataset {
    return new SqlDataset(this.#reader, [...this.#conditions, { sql: condition, parameters }])
  }

  async columns(): Promise<readonly DatasetColumn[]> {
    return this.#reader.columns(await this.#select('*'))
  }

  async count(): Promise<number> {
    for await (const [row] of this.#reader.batches(await this.#select('count(*) AS n'))) return Number(row?.n)
    return 0
  }

  async *batches(): AsyncIterable<readonly Row[]> {
    yield* this.#reader.batches(await this.#select('*'))
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Row> {
    for await (const batch of this.batches()) yield* batch
  }

  async toArray(): Promise<readonly Row[]> {
    const rows: Row[] = []
    for await (const batch of this.batches()) for (const row of batch) rows.push(row)
    return rows
  }

  async toArrow(): Promise<Uint8Array> {
    return this.#reader.toArrow(await this.#select('*'))
  }

  async toParquet(path: string): Promise<void> {
    await this.#reader.toParquet(await this.#select('*'), path)
  }

  async *toDocuments(options: DocumentOptions = {}): AsyncIterable<RowDocument> {
    const columns = await this.columns()
    const document = documentsOf(
      columns.map(({ name }) => name),
      options,
    )
    for await (const batch of this.batches()) for (const row of batch) yield document(row)
  }
}
