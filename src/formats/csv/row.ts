/** One row out of text, as Python's csv.reader has it (not strict); line ends within quotes stay as they are. This is the definition of what is right. */

export interface Dialect {
  /** One character each. */
  readonly delimiter: string
  readonly quote: string
  readonly escape: string | undefined
  readonly doubleQuote: boolean
}

export interface Row {
  /** Empty for a line without any character, which is no row. */
  readonly fields: readonly string[]
  /** Where the next row begins. */
  readonly next: number
  /** The text ended within quotes. */
  readonly unterminated: boolean
}

interface Field {
  readonly value: string
  readonly next: number
  readonly end: 'delimiter' | 'row' | 'unterminated'
}

const LF = 10
const CR = 13

/** The row that begins at `start`; undefined if the text ends before it does and more is to come. */
export function parseRow(text: string, start: number, dialect: Dialect, final: boolean): Row | undefined {
  const blank = lineEnd(text, start, final)
  if (blank === undefined) return undefined
  if (blank > start) return { fields: [], next: blank, unterminated: false }
  const fields: string[] = []
  for (let at = start; ;) {
    const field = parseField(text, at, dialect, final)
    if (field === undefined) return undefined
    fields.push(field.value)
    at = field.next
    if (field.end !== 'delimiter') return { fields, next: at, unterminated: field.end === 'unterminated' }
  }
}

/** Behind the line end at `at`; `at` itself if there is none; undefined if it takes the next character to tell. */
function lineEnd(text: string, at: number, final: boolean): number | undefined {
  const code = text.charCodeAt(at)
  if (code === LF) return at + 1
  if (code !== CR) return at
  if (at + 1 >= text.length && !final) return undefined
  return text.charCodeAt(at + 1) === LF ? at + 2 : at + 1
}

/** An escaped CRLF is one line end; any other escaped character is one unit of text. */
const lineEndLength = (text: string, at: number): number => (text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? 2 : 1)

function parseField(text: string, start: number, dialect: Dialect, final: boolean): Field | undefined {
  const { quote } = dialect
  if (!text.startsWith(quote, start)) return parsePlain(text, start, '', start, dialect, final)
  let value = ''
  let from = start + quote.length
  for (let at = from; at < text.length;) {
    if (dialect.escape !== undefined && text.startsWith(dialect.escape, at)) {
      value += text.slice(from, at)
      from = at + dialect.escape.length
      if (from >= text.length) return final ? { value: `${value}\n`, next: from, end: 'unterminated' } : undefined
      at = from + lineEndLength(text, from)
    } else if (text.startsWith(quote, at)) {
      const behind = at + quote.length
      if (behind >= text.length && !final) return undefined
      if (!dialect.doubleQuote || !text.startsWith(quote, behind))
        return afterQuote(text, value + text.slice(from, at), behind, dialect, final)
      value += text.slice(from, behind)
      from = at = behind + quote.length
    } else at++
  }
  return final ? { value: value + text.slice(from), next: text.length, end: 'unterminated' } : undefined
}

/** What follows a closing quote belongs to the field; right behind it an escape character is none, where quotes may be doubled. */
function afterQuote(text: string, value: string, at: number, dialect: Dialect, final: boolean): Field | undefined {
  const literal = dialect.doubleQuote && dialect.escape !== undefined && text.startsWith(dialect.escape, at)
  return parsePlain(text, literal ? at + dialect.escape.length : at, value, at, dialect, final)
}

/** The field's text outside of quotes; `value` is what came before `from`. */
function parsePlain(
  text: string,
  start: number,
  value: string,
  from: number,
  { delimiter, escape }: Dialect,
  final: boolean,
): Field | undefined {
  const first = delimiter.charCodeAt(0)
  let begin = from
  let collected = value
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === first && text.startsWith(delimiter, at))
      return { value: collected + text.slice(begin, at), next: at + delimiter.length, end: 'delimiter' }
    if (code === LF || code === CR) {
      const next = lineEnd(text, at, final)
      return next === undefined ? undefined : { value: collected + text.slice(begin, at), next, end: 'row' }
    }
    if (escape !== undefined && text.startsWith(escape, at)) {
      collected += text.slice(begin, at)
      begin = at + escape.length
      if (begin >= text.length) return final ? { value: `${collected}\n`, next: begin, end: 'row' } : undefined
      at = begin + lineEndLength(text, begin) - 1
    }
  }
  return final ? { value: collected + text.slice(begin), next: text.length, end: 'row' } : undefined
}

/** How many lines end within the text: at LF, CR and CRLF. */
export function countLines(text: string, start: number, end: number): number {
  let lines = 0
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === LF || (code === CR && text.charCodeAt(at + 1) !== LF)) lines++
  }
  return lines
}
