/** A result as an Arrow IPC stream, with the package apache-arrow, which is loaded when it is first needed. */
import type { DuckDBDataChunk, DuckDBResult, DuckDBType, DuckDBValue } from '@duckdb/node-api'
import { ConfigError } from '../../errors.js'
import type { DuckDb } from './driver.js'

/** What we use of apache-arrow. */
interface Arrow {
  readonly [type: string]: unknown
  makeData(options: object): ArrowData
  tableToIPC(table: object, type: 'stream'): Uint8Array
  readonly Schema: new (fields: readonly object[]) => object & { readonly fields: readonly object[] }
  readonly Field: new (name: string, type: object, nullable: boolean) => object
  readonly Struct: new (fields: readonly object[]) => object
  readonly RecordBatch: new (schema: object, data: ArrowData) => object
  readonly Table: new (schema: object, batches: readonly object[]) => object
}

interface ArrowData {
  readonly type: object
}

const PACKAGE = 'apache-arrow'

async function loadArrow(): Promise<Arrow> {
  try {
    return (await import(PACKAGE)) as Arrow
  } catch (error) {
    throw new ConfigError(`toArrow() needs the package ${PACKAGE}. Install it: npm install ${PACKAGE}`, {
      code: 'package_missing',
      cause: error,
    })
  }
}

/** A column's Arrow type, and its values as such. */
interface Kind {
  readonly type: object
  readonly width: 1 | 4 | 8 | 16 | 'bits' | 'float' | 'text'
  value(value: DuckDBValue): number | bigint | string | boolean
}

function kinds(arrow: Arrow, { DuckDBTypeId: id }: DuckDb): (type: DuckDBType) => Kind {
  const make = (name: string, ...parameters: readonly unknown[]): object =>
    new (arrow[name] as new (...all: readonly unknown[]) => object)(...parameters)
  const plain = (value: DuckDBValue): never => value as never
  const micros = (value: DuckDBValue): bigint => (value as { readonly micros: bigint }).micros
  const text: Kind = { type: make('Utf8'), width: 'text', value: (value) => (typeof value === 'string' ? value : String(value)) }
  const fixed: Partial<Record<number, Kind>> = {
    [id.BOOLEAN]: { type: make('Bool'), width: 'bits', value: plain },
    [id.INTEGER]: { type: make('Int32'), width: 4, value: plain },
    [id.BIGINT]: { type: make('Int64'), width: 8, value: plain },
    [id.DOUBLE]: { type: make('Float64'), width: 'float', value: plain },
    [id.DATE]: { type: make('DateDay'), width: 4, value: (value) => (value as unknown as { readonly days: number }).days },
    [id.TIME]: { type: make('TimeMicrosecond'), width: 8, value: micros },
    [id.TIMESTAMP]: { type: make('TimestampMicrosecond'), width: 8, value: micros },
    [id.TIMESTAMP_TZ]: { type: make('TimestampMicrosecond', 'UTC'), width: 8, value: micros },
  }
  return (type) => {
    if (type.typeId !== id.DECIMAL) return fixed[type.typeId] ?? text
    const { scale, width: precision } = type as unknown as { readonly scale: number; readonly width: number }
    return {
      type: make('Decimal', scale, precision, 128),
      width: 16,
      value: (value) => (value as unknown as { readonly value: bigint }).value,
    }
  }
}

function columnData(arrow: Arrow, chunk: DuckDBDataChunk, column: number, kind: Kind): ArrowData {
  const rows = chunk.rowCount
  const nullBitmap = new Uint8Array((rows + 7) >> 3)
  const values = chunk.getColumnValues(column).map((value, row) => {
    if (value === null) return null
    nullBitmap[row >> 3] = (nullBitmap[row >> 3] ?? 0) | (1 << (row & 7))
    return kind.value(value)
  })
  const nullCount = values.filter((value) => value === null).length
  const body = kind.width === 'text' ? texts(values) : { data: fixedData(values, kind.width) }
  return arrow.makeData({ type: kind.type, length: rows, nullCount, nullBitmap, ...body })
}

type Values = readonly (number | bigint | string | boolean | null)[]

function texts(values: Values): { valueOffsets: Int32Array; data: Uint8Array } {
  const parts = values.map((value) => Buffer.from(String(value ?? '')))
  const valueOffsets = new Int32Array(values.length + 1)
  parts.forEach((part, row) => (valueOffsets[row + 1] = (valueOffsets[row] ?? 0) + part.length))
  return { valueOffsets, data: Buffer.concat(parts) }
}

function fixedData(values: Values, width: Exclude<Kind['width'], 'text'>): ArrayBufferView {
  if (width === 'bits') return bits(values)
  return width === 'float' ? Float64Array.from(values, (value) => Number(value ?? 0)) : numbers(values, width)
}

function bits(values: Values): Uint8Array {
  const data = new Uint8Array((values.length + 7) >> 3)
  values.forEach((value, row) => {
    if (value === true) data[row >> 3] = (data[row >> 3] ?? 0) | (1 << (row & 7))
  })
  return data
}

function numbers(values: Values, width: number): Int32Array | BigInt64Array | Uint32Array {
  if (width === 4) return Int32Array.from(values, (value) => Number(value ?? 0))
  const words = width / 8
  const data = new BigInt64Array(values.length * words)
  values.forEach((value, row) => {
    const whole = BigInt(value ?? 0)
    data[row * words] = BigInt.asIntN(64, whole)
    if (words === 2) data[row * words + 1] = whole >> 64n
  })
  return width === 16 ? new Uint32Array(data.buffer) : data
}

export async function arrowStream(driver: DuckDb, result: DuckDBResult): Promise<Uint8Array> {
  const arrow = await loadArrow()
  const columns = result.columnTypes().map(kinds(arrow, driver))
  const schema = new arrow.Schema(result.columnNames().map((name, k) => new arrow.Field(name, columns[k]?.type ?? {}, true)))
  const batches: object[] = []
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) break
    const children = columns.map((kind, k) => columnData(arrow, chunk, k, kind))
    const data = arrow.makeData({ type: new arrow.Struct(schema.fields), length: chunk.rowCount, nullCount: 0, children })
    batches.push(new arrow.RecordBatch(schema, data))
  }
  return arrow.tableToIPC(new arrow.Table(schema, batches), 'stream')
}
