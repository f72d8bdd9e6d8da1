/** What a file format is to the connector. No format is named here; see index.ts for the list. */
import type { DataError } from '../errors.js'
import type { ByteSource } from '../objects/store.js'
import type { JsonObject } from '../protocol/messages.js'
import type { RecordFrame } from '../protocol/record.js'
import type { Columns } from '../schema/column.js'
import type { ColumnPlan, RowPlan } from '../schema/plan.js'

/** Whole RECORD lines. The bytes are valid until the next block is asked for. */
export interface Block {
  readonly bytes: Uint8Array
  readonly records: number
}

/** What a reader needs beside the bytes. */
export interface ReadContext {
  /** Stream, file and time: what all records of the file share. */
  readonly frame: RecordFrame
  readonly plan: RowPlan
  /** A bad row or value: the sync fails at its end; the reader goes on with the next row if it can. */
  report(error: DataError): void
  /** A record that does not conform was left out (policy "Skip Record"). */
  skipped(): void
  /** A value that could not become its column's type and stays text. */
  misfit(column: string, type: string): void
}

export type { ColumnPlan, RowPlan }

export interface Format<Options> {
  readonly filetype: string
  /** The entry in the spec's list of formats. */
  readonly spec: JsonObject
  /** Options as configured (already valid by the spec) → with defaults. Throws ConfigError for what a JSON Schema cannot say. */
  options(config: JsonObject): Options
  /** The file's columns by a look at its beginning. Throws DataError; an empty file has no columns. */
  infer(source: ByteSource, options: Options): Promise<Columns>
  /** Opens the file and reads its first record. Throws DataError; an empty file is fine. */
  probe(source: ByteSource, options: Options): Promise<void>
  /** All records. A thrown DataError, ConfigError or TransientError ends this file alone; StopForDiscover ends the slice. */
  read(source: ByteSource, options: Options, context: ReadContext): AsyncIterable<Block>
}

/** Gives a format its type, so that a file of formats/ is one expression. */
export function defineFormat<Options>(format: Format<Options>): Format<Options> {
  return format
}

/** A format with the options of one stream. */
export interface BoundFormat {
  readonly filetype: string
  infer(source: ByteSource): Promise<Columns>
  probe(source: ByteSource): Promise<void>
  read(source: ByteSource, context: ReadContext): AsyncIterable<Block>
}

/** A format whose kind of options is its own business: an entry of the list in index.ts. */
export interface AnyFormat {
  readonly filetype: string
  readonly spec: JsonObject
  /** Throws ConfigError as Format.options does. */
  bind(config: JsonObject): BoundFormat
}

export function anyFormat<Options>(format: Format<Options>): AnyFormat {
  const bind = (config: JsonObject): BoundFormat => {
    const options = format.options(config)
    return {
      filetype: format.filetype,
      infer: (source) => format.infer(source, options),
      probe: (source) => format.probe(source, options),
      read: (source, context) => format.read(source, options, context),
    }
  }
  return { filetype: format.filetype, spec: format.spec, bind }
}
