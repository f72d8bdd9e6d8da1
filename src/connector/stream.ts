import { openFormat } from '../formats/index.js'
import type { BoundFormat } from '../formats/format.js'
import { listSplits } from '../objects/list.js'
import { openSplit } from '../objects/open.js'
import type { ByteSource, Split } from '../objects/store.js'
import type { Columns } from '../schema/column.js'
import { parseInputSchema } from '../schema/input-schema.js'
import type { StreamConfig } from './config.js'
import type { Session } from './session.js'

/** A configured stream with its files at hand. */
export interface FileStream {
  readonly config: StreamConfig
  readonly format: BoundFormat
  /** The columns that the user's input_schema gives. */
  readonly inputColumns: Columns | undefined
  /** The files that globs and start date let in, in the order of the listing. */
  files(): AsyncIterable<Split>
  source(file: Split): ByteSource
}

export function fileStream({ config, store, signal }: Session, stream: StreamConfig): FileStream {
  const { globs, legacyPrefix } = stream
  return {
    config: stream,
    format: openFormat(stream.format),
    inputColumns: parseInputSchema(stream.inputSchema),
    files: () => listSplits(store, { globs, legacyPrefix, startDate: config.startDate, signal }),
    source: (file) => openSplit(store, file, { signal }),
  }
}
