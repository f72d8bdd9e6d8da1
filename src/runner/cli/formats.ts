import { cellText } from './table.js'

type Rows = readonly (readonly unknown[])[]

/** JSON lines. A bigint keeps its digits; other values are as JSON has them. */
export function jsonText(columns: readonly string[], rows: Rows): string {
  const value = (cell: unknown): string => (typeof cell === 'bigint' ? String(cell) : JSON.stringify(cell ?? null))
  return rows.map((row) => `{${columns.map((name, at) => `${JSON.stringify(name)}:${value(row[at])}`).join(',')}}\n`).join('')
}

/** With a header; null is an empty cell. */
export function csvText(columns: readonly string[], rows: Rows): string {
  const cell = (value: unknown): string => {
    const text = typeof value === 'string' ? value : cellText(value)
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('')
}
