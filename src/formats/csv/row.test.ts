import { expect, test } from '@jest/globals'
import { countLines, parseRow, type Dialect } from './row.js'

const COMMA: Dialect = { delimiter: ',', quote: '"', escape: undefined, doubleQuote: true }
const ESCAPED: Dialect = { ...COMMA, escape: '\\' }
const NOT_DOUBLED: Dialect = { ...COMMA, doubleQuote: false }
const ONLY_ESCAPED: Dialect = { ...ESCAPED, doubleQuote: false }

/** All rows of a text; a blank line is an empty row, an open quote throws. */
function rows(text: string, dialect: Dialect): readonly (readonly string[])[] {
  const found: (readonly string[])[] = []
  for (let at = 0; at < text.length;) {
    const row = parseRow(text, at, dialect, true)
    if (row === undefined || row.unterminated) throw new Error(`at ${at}: ${row === undefined ? 'unfinished' : 'unterminated'}`)
    found.push(row.fields)
    at = row.next
  }
  return found
}

/** What Python's csv.reader makes of the same text, where not said otherwise. */
const TABLE: readonly (readonly [name: string, Dialect, text: string, rows: readonly (readonly string[])[]])[] = [
  [
    'plain',
    COMMA,
    'a,b\nc,d\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'no line end at the end',
    COMMA,
    'a,b\nc,d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['LF, CRLF and CR', COMMA, 'a\nb\r\nc\rd', [['a'], ['b'], ['c'], ['d']]],
  ['blank lines have no field', COMMA, 'a\n\n\r\n\rb', [['a'], [], [], [], ['b']]],
  ['a blank is a value', COMMA, ' \n', [[' ']]],
  ['quotes around nothing are a value', COMMA, '""\n', [['']]],
  [
    'empty values',
    COMMA,
    ',\n,,',
    [
      ['', ''],
      ['', '', ''],
    ],
  ],
  ['line ends within quotes stay', COMMA, '"a\nb","c\r\nd","e\rf"\n', [['a\nb', 'c\r\nd', 'e\rf']]],
  ['delimiters within quotes', COMMA, '"a,b",c\n', [['a,b', 'c']]],
  ['doubled quotes', COMMA, '"a""b","""",""""""\n', [['a"b', '"', '""']]],
  ['a quote inside a value is text', COMMA, 'a"b",c\n', [['a"b"', 'c']]],
  ['a blank before a quote makes it text', COMMA, ' "a",b\n', [[' "a"', 'b']]],
  ['what follows a closing quote belongs to the value', COMMA, '"a"b,"c" \n', [['ab', 'c ']]],
  ['and quotes in it are text', COMMA, '"a"b"c",d\n', [['ab"c"', 'd']]],
  ['a quote that closes at the end', COMMA, '"a"', [['a']]],
  ['NUL and other control characters', COMMA, '\0,\u001f\n', [['\0', '\u001f']]],
  ['other line separators are text', COMMA, 'a\u2028b\u0085c\u000bd\n', [['a\u2028b\u0085c\u000bd']]],
  ['quotes not doubled', NOT_DOUBLED, '"b""c",d\n', [['b"c"', 'd']]],
  ['escaped delimiter', ESCAPED, 'a\\,b,c\n', [['a,b', 'c']]],
  ['escaped line end', ESCAPED, 'a\\\nb\n', [['a\nb']]],
  // Python reads text whose line ends are LF already; an escaped one is a whole one here too
  ['escaped CRLF', ESCAPED, 'a\\\r\nb,"c\\\r\nd"\n', [['a\r\nb', 'c\r\nd']]],
  ['escaped escape', ESCAPED, 'a\\\\,b\n', [['a\\', 'b']]],
  ['escaped letter', ESCAPED, '\\n,"\\t"\n', [['n', 't']]],
  ['escaped quote at the beginning', ESCAPED, '\\"a",b\n', [['"a"', 'b']]],
  ['escaped quote within quotes', ESCAPED, '"a\\"b",c\n', [['a"b', 'c']]],
  ['escape and doubled quotes together', ESCAPED, '"a""b\\"c"\n', [['a"b"c']]],
  ['right behind a closing quote the escape is text', ESCAPED, '"a"\\b,c\n', [['a\\b', 'c']]],
  ['but not without doubled quotes', ONLY_ESCAPED, '"a"\\b,c\n', [['ab', 'c']]],
  ['escaped quote, quotes not doubled', ONLY_ESCAPED, '"a\\"b",c\n', [['a"b', 'c']]],
  ['an escape at the end stands for a line end', ESCAPED, 'a\\', [['a\n']]],
  ['other characters', { ...COMMA, delimiter: '\t', quote: "'" }, '\'a\tb\'\t"c"\n', [['a\tb', '"c"']]],
  ['beyond ASCII', { ...COMMA, delimiter: '¦', quote: '漢' }, '漢a¦b漢¦c\n', [['a¦b', 'c']]],
  ['beyond 16 bits', { delimiter: '🙂', quote: '🙃', escape: '🚀', doubleQuote: true }, '🙃a🙂🙃🙃🙃🙂b🚀🙂c\n', [['a🙂🙃', 'b🙂c']]],
]

test.each(TABLE)('%s', (_name, dialect, text, expected) => {
  expect(rows(text, dialect)).toEqual(expected)
})

test.each(TABLE)('cut short, no row is guessed: %s', (_name, dialect, text) => {
  const whole = parseRow(text, 0, dialect, true)
  for (let length = 0; length < text.length; length++) {
    const row = parseRow(text.slice(0, length), 0, dialect, false)
    expect([length, row ?? whole]).toEqual([length, whole])
  }
})

test.each([
  ['a,"b', COMMA],
  ['"', COMMA],
  ['"a""', COMMA],
  ['"a\nb\n', COMMA],
  ['"a\\', ESCAPED],
  ['"a\\"', ESCAPED],
])('an open quote at the end is told: %j', (text, dialect) => {
  expect(parseRow(text, 0, dialect, true)).toMatchObject({ unterminated: true, next: text.length })
  expect(parseRow(text, 0, dialect, false)).toBeUndefined()
})

test('a row begins and ends where it is told to', () => {
  const text = 'a,b\r\n"c\n",d\n'
  expect(parseRow(text, 5, COMMA, true)).toEqual({ fields: ['c\n', 'd'], next: text.length, unterminated: false })
  expect(parseRow(text, 0, COMMA, true)?.next).toBe(5)
})

test('lines end at LF, CRLF and CR', () => {
  expect(countLines('a\nb\r\nc\rd', 0, 8)).toBe(3)
  expect(countLines('\n\r\n\n\r\r', 0, 6)).toBe(5)
  expect(countLines('a\nb\nc', 2, 4)).toBe(1)
  expect(countLines('a\u2028b', 0, 3)).toBe(0)
})
