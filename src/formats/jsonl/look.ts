/** A look at the beginning of a file: its columns, its first record. */
import { DataError } from '../../errors.js'
import type { ByteSource } from '../../objects/store.js'
import type { Columns } from '../../schema/column.js'
import { columnsOf } from '../../schema/infer-json.js'
import { mergeColumns } from '../../schema/merge.js'
import { badLineText } from './bad-lines.js'
import { members, valueType } from './members.js'
import { LONGEST_RECORD, regions, skipMark } from './regions.js'
import { createWalker, type BadLines, type Region } from './walker.js'

/** Characters of a file that shape its columns; the record that reaches them is the last. */
const ENOUGH = 1_000_000
const SIZE = 64 * 1024

/** The columns of the records at the file's beginning. Throws DataError if there are lines and no record; SchemaConflict. */
export async function inferColumns(source: ByteSource): Promise<Columns> {
  const bad: BadLines[] = []
  const walker = createWalker((lines) => {
    if (bad.length === 0) bad.push(lines)
  })
  let columns: Columns = new Map()
  let records = 0
  let characters = 0
  for await (const region of lookAt(source)) {
    while (region.at < region.end && characters < ENOUGH) {
      const from = region.at
      const record = walker.next(region)
      characters += region.bytes.toString('utf8', from, region.at).length
      if (record === undefined) break
      const types = Array.from(members(region.bytes, record.start, record.end), (member) => {
        return [member.key, valueType(region.bytes, member.value, member.end).type] as const
      })
      columns = mergeColumns(columns, columnsOf(types))
      records++
    }
    if (characters >= ENOUGH) break
  }
  walker.finish()
  const [first] = bad
  if (records === 0 && first) throw unreadable(source, first)
  return columns
}

/** Is the first line with anything on it JSON? What is no object is left to read, which tells each line of that kind. */
export async function probeRecord(source: ByteSource): Promise<void> {
  const bad: BadLines[] = []
  const walker = createWalker((lines) => bad.push(lines))
  for await (const region of lookAt(source)) {
    const line = firstLine(region)
    const record = walker.next(region)
    if (record === undefined && !walker.amiss) continue
    walker.finish()
    if (bad[0] && !isJson(line)) throw unreadable(source, bad[0])
    return
  }
}

function lookAt(source: ByteSource): AsyncIterable<Region> {
  const memory = growingMemory()
  return skipMark(regions(source.stream(), { size: SIZE, longest: LONGEST_RECORD, memory }))
}

function growingMemory(): (size: number, keep: number) => Buffer {
  let bytes = Buffer.alloc(0)
  return (size, keep) => {
    if (size <= bytes.length) return bytes
    const larger = Buffer.alloc(size + 1)
    bytes.copy(larger, 0, 0, keep)
    bytes = larger
    return bytes
  }
}

function unreadable({ uri }: ByteSource, lines: BadLines): DataError {
  return new DataError(`${badLineText(lines)}. Check that the stream's format fits the file.`, {
    code: 'jsonl_unreadable',
    file: uri,
    line: lines.first,
  })
}

function firstLine(region: Region): string {
  const rest = region.bytes.toString('utf8', region.at, region.end).trimStart()
  return /^[^\r\n]*/.exec(rest)?.[0] ?? ''
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false // the line's fault is told by its caller
  }
}
