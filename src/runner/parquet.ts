/** The smallest Parquet writer that a loader needs: flat optional columns, plain values, no compression, one page per column and row group. */
import { Thrift } from './thrift.js'
import type { CacheType } from '../caches/cache.js'

export interface ParquetColumn {
  readonly name: string
  readonly type: CacheType
}

/** Where a column of a row group lies in the file. */
export interface ColumnChunk {
  readonly offset: number
  readonly bytes: number
}

export interface RowGroup {
  readonly rows: number
  readonly columns: readonly ColumnChunk[]
}

export const MAGIC = Buffer.from('PAR1')

/** Parquet's physical types. */
const PHYSICAL: Readonly<Record<CacheType, number>> = {
  boolean: 0,
  date: 1,
  integer: 2,
  timestamp: 2,
  timestamptz: 2,
  time: 2,
  string: 6,
  json: 6,
  number: 7,
}

/** Parquet's converted types. */
const CONVERTED: Partial<Readonly<Record<CacheType, number>>> = {
  string: 0,
  number: 5,
  date: 6,
  time: 8,
  timestamp: 10,
  timestamptz: 10,
  json: 19,
}

const PLAIN = 0
const RLE = 3
const I32 = 5
const STRUCT = 12
const BINARY = 8

/**
 * Head of a data page whose body is a bit per row (is there a value?) and the values.
 * `bytes`: length of that body.
 */
export function pageHead(rows: number, bytes: number): Buffer {
  const bitmap = Math.ceil(rows / 8)
  const run = new Thrift()
  run.varint(bitmap * 2 + 1)
  const levels = Buffer.alloc(4)
  levels.writeUInt32LE(run.length + bitmap)
  const size = 4 + run.length + bytes
  const head = new Thrift()
  head.body(() => {
    head.i32(1, 0) // a data page
    head.i32(2, size)
    head.i32(3, size)
    head.struct(5, () => {
      head.i32(1, rows)
      head.i32(2, PLAIN)
      head.i32(3, RLE)
      head.i32(4, RLE)
    })
  })
  return Buffer.concat([head.bytes(), levels, run.bytes()])
}

/** What ends the file. */
export function fileEnd(columns: readonly ParquetColumn[], groups: readonly RowGroup[]): Buffer {
  const t = new Thrift()
  t.body(() => {
    t.i32(1, 1)
    t.list(2, STRUCT, [undefined, ...columns], (column) => {
      t.body(() => {
        if (column === undefined) root(t, columns.length)
        else schemaElement(t, column)
      })
    })
    t.i64(
      3,
      groups.reduce((rows, group) => rows + group.rows, 0),
    )
    t.list(4, STRUCT, groups, (group) => {
      t.body(() => {
        rowGroup(t, columns, group)
      })
    })
  })
  const footer = t.bytes()
  const length = Buffer.alloc(4)
  length.writeUInt32LE(footer.length)
  return Buffer.concat([footer, length, MAGIC])
}

function root(t: Thrift, children: number): void {
  t.string(4, 'record')
  t.i32(5, children)
}

function schemaElement(t: Thrift, { name, type }: ParquetColumn): void {
  t.i32(1, PHYSICAL[type])
  if (type === 'number') t.i32(2, 16)
  t.i32(3, 1) // optional
  t.string(4, name)
  const converted = CONVERTED[type]
  if (converted !== undefined) t.i32(6, converted)
  if (type === 'number') {
    t.i32(7, 9)
    t.i32(8, 38)
  }
  if (type === 'timestamp' || type === 'timestamptz') logicalTimestamp(t, type === 'timestamptz')
}

function logicalTimestamp(t: Thrift, utc: boolean): void {
  t.struct(10, () => {
    t.struct(8, () => {
      t.bool(1, utc)
      t.struct(2, () => {
        t.struct(2, () => undefined) // microseconds
      })
    })
  })
}

function rowGroup(t: Thrift, columns: readonly ParquetColumn[], { rows, columns: chunks }: RowGroup): void {
  t.list(1, STRUCT, chunks, ({ offset, bytes }, i) => {
    const { name, type } = columns[i] as ParquetColumn
    t.body(() => {
      t.i64(2, offset)
      t.struct(3, () => {
        t.i32(1, PHYSICAL[type])
        t.list(2, I32, [PLAIN, RLE], (encoding) => {
          t.zigzag(encoding)
        })
        t.list(3, BINARY, [name], (part) => {
          t.text(part)
        })
        t.i32(4, 0) // not compressed
        t.i64(5, rows)
        t.i64(6, bytes)
        t.i64(7, bytes)
        t.i64(9, offset)
      })
    })
  })
  t.i64(
    2,
    chunks.reduce((sum, { bytes }) => sum + bytes, 0),
  )
  t.i64(3, rows)
}
