/** Tables that people can read: aligned, numbers to the right, wide cells cut. */

export interface TableOptions {
  /** Characters that a line may have. */
  readonly width: number
}

const WIDEST = 48
const NARROWEST = 6

export function renderTable(columns: readonly string[], rows: readonly (readonly unknown[])[], { width }: TableOptions): string {
  const cells = rows.map((row) => row.map(cellText))
  const wanted = columns.map((name, at) => Math.min(WIDEST, Math.max(length(name), ...cells.map((row) => length(row[at] ?? '')))))
  const { widths, left } = fit(wanted, width)
  const right = widths.map(
    (_, at) => rows.some((row) => isNumber(row[at])) && rows.every((row) => isNumber(row[at]) || row[at] === null || row[at] === undefined),
  )
  const line = (texts: readonly string[]): string =>
    widths
      .map((size, at) => pad(texts[at] ?? '', size, right[at] === true))
      .join('  ')
      .trimEnd()
  const more = left > 0 ? [`(and ${left} more column${left === 1 ? '' : 's'}: ${columns.slice(-left).join(', ')})`] : []
  return [line(columns), widths.map((size) => '─'.repeat(size)).join('  '), ...cells.map(line), ...more].join('\n')
}

/** Columns share what room there is; those for which none is left are only named. */
function fit(wanted: readonly number[], width: number): { widths: number[]; left: number } {
  const widths: number[] = []
  let room = width
  for (const [at, size] of wanted.entries()) {
    const others = wanted.slice(at + 1).reduce((sum, other) => sum + Math.min(other, 12) + 2, 0)
    const given = Math.min(size, Math.max(Math.min(size, 12), room - others))
    if (at > 0 && (given > room || room < NARROWEST)) return { widths, left: wanted.length - at }
    widths.push(given)
    room -= given + 2
  }
  return { widths, left: 0 }
}

const isNumber = (value: unknown): boolean => typeof value === 'number' || typeof value === 'bigint'

/** A value as one line of text. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text =
    typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : (value as number | bigint | boolean).toString()
  return text.replace(/\r\n|\r|\n/g, '⏎').replaceAll('\t', ' ')
}

/** Wide characters count twice, marks that join a character not at all. */
function length(text: string): number {
  let sum = 0
  for (const character of text)
    sum += /\p{Mn}/u.test(character)
      ? 0
      : /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u.test(
            character,
          )
        ? 2
        : 1
  return sum
}

function pad(text: string, size: number, right: boolean): string {
  const cut = length(text) > size ? shorten(text, size) : text
  const blanks = ' '.repeat(Math.max(0, size - length(cut)))
  return right ? blanks + cut : cut + blanks
}

function shorten(text: string, size: number): string {
  let short = ''
  for (const character of text) {
    if (length(short + character) > size - 1) break
    short += character
  }
  return `${short}…`
}
