import { toUtf8 } from '../../flow/charset.js'
import type { ByteSource } from '../../objects/store.js'
import type { Block, ReadContext } from '../format.js'
import { planColumns, rowEncoder } from './encode.js'
import { readHead } from './header.js'
import type { CsvOptions } from './options.js'
import { rowsOf } from './rows.js'
import { openWindow } from './window.js'

/** All records of a CSV file. */
export async function* readRecords(source: ByteSource, options: CsvOptions, context: ReadContext): AsyncIterable<Block> {
  const chunks = toUtf8(source.stream(), options.encoding, source.uri)[Symbol.asyncIterator]()
  try {
    const window = openWindow(chunks)
    const head = await readHead(window, options, source.uri, context.plan.schemaless)
    if (head === undefined) return
    const encoder = rowEncoder(await planColumns(head.names, options, context), options, context)
    for await (const rows of rowsOf(window, options.dialect, source.uri, head.line)) {
      encoder.refresh()
      const block = openBlock()
      try {
        for (const row of rows) block.add(encoder.encode(row))
      } catch (error) {
        yield block.take() // the good rows before it
        throw error
      }
      yield block.take()
    }
  } finally {
    await chunks.return?.()
  }
}

function openBlock() {
  let text = ''
  let records = 0
  return {
    add: (line: string | undefined): void => {
      if (line === undefined) return
      text += line
      records++
    },
    take: (): Block => ({ bytes: Buffer.from(text), records }),
  }
}
