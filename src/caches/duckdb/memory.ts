/** How much memory DuckDB may take while it loads. What it may take it keeps, for what it has read and written: so no more than it needs. */
import type { Segment } from '../cache.js'

const MIB = 1 << 20
const LEAST = 160 * MIB
/** Each column of a table that is being filled holds a block or two. */
const COLUMN = MIB
/** Rows that DuckDB works on at a time. */
const VECTOR = 2048

/** Bytes beyond the least. `columns`: of all tables that rows were put into since the last commit. */
export function memoryNeeded(columns: number, { bytes, records }: Segment): number {
  return Math.max(0, columns - 20) * COLUMN + 4 * Math.min(bytes, VECTOR * Math.ceil(bytes / Math.max(records, 1)))
}

/** As DuckDB has it. */
export const memoryFor = (beyond: number): string => `${Math.ceil((LEAST + beyond) / MIB)}MiB`
