import { expect, test } from '@jest/globals'
import { DEEPEST, scanObject } from './scan.js'

const scan = (text: string) => {
  const bytes = Buffer.from(text)
  return scanObject(bytes, 0, bytes.length)
}
const whole = (text: string): boolean => {
  const { kind, at } = scan(text)
  return kind === 'complete' && at === Buffer.byteLength(text)
}
const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const values = [
  '0 -0 1 -1 10 0.5 -0.5 1e5 1E5 1e+5 1e-5 1.5e10 0e0 123456789012345678901234567890 0.1234567890123456789 1e400',
  '00 01 -01 - -a +1 1. .5 -.5 1.e5 1e 1e+ 1E- 0x1 1a 1_000 1.2.3 --1 Infinity -Infinity NaN 1e5.5 १',
  'true false null True nul nulll tru falsey undefined t f n',
  '"" "x" "\\"" "\\\\" "\\/\\b\\f\\n\\r\\t" "\\u00e9" "\\u00E9" "\\uD83D\\uDE42" "漢" "\u007f" "\u2028"',
  '" "x "\\" "\\x" "\\u" "\\u12" "\\u12g4" "\\U0041" "a\tb" "a\u0000b" "\\\u0000" \'x\' "x"" "\\u-123" "\\u 123"',
  '[] [[]] [1] [1,2] [1,"x",null,{}] [ [ ] ] [1 ,2] {} {"a":1} {"a":{"b":[{}]}} {"":0} {"a":1,"a":2}',
  '[ ] [1,] [,1] [,] [1,,2] [1 2] [1:2] [1} [} { } {, {,} {"a"} {"a":} {"a":1,} {a:1} {"a" 1} {1:1} {"a":1,,"b":2} {"a":1 "b":2} {:1} {"a"::1} {"a":1]',
  '/**/1 1// #1 1; =1 <1> \ufeff1 \u00a01 1\u00a0 1\u000b 1\f',
].flatMap((line) => line.split(' '))

test.each(values)('%j is taken exactly when JSON.parse takes it', (value) => {
  for (const text of [`{"k":${value}}`, `{"k": [ ${value} ], "l":0}`, ` {"k":{"m":${value}}}`.trim(), `{"k":[1,${value},2]}`])
    expect([text, whole(text)]).toEqual([text, isJson(text)])
})

test.each(['"\\ud83d"', '"\\ude42"', '"\\ud83d\\ud83d"', '"\\ud83dx"', '"\\ud83d\\n"', '"\\ude42\\ud83d"', '"\\ud83d\\u0041"'])(
  'a lone surrogate is no text: %s',
  (value) => {
    expect(scan(`{"k":${value}}`).kind).toBe('bad')
  },
)

test('cut anywhere, an object is unfinished', () => {
  const text = '{"a": [1.5e+3, {"b\\n": "\\ud83d\\ude42"}, true, null],\n "c": {}}'
  for (let length = 1; length < text.length; length++) expect([length, scan(text.slice(0, length)).kind]).toEqual([length, 'unfinished'])
  expect(scan(text)).toEqual({ kind: 'complete', at: text.length, open: [] })
})

test('what comes behind an object is not looked at', () => {
  expect(scan('{"a":1}{"a":2}')).toEqual({ kind: 'complete', at: 7, open: [] })
})

test('depth has a limit', () => {
  const nested = (depth: number): string => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
  expect(scan(nested(DEEPEST)).kind).toBe('complete')
  expect(scan(nested(DEEPEST + 1)).kind).toBe('bad')
})

test('a break of line inside a string is no JSON, so that an unfinished string ends with its line', () => {
  expect(scan('{"a":"x\n","b":1}')).toEqual({ kind: 'bad', at: 7, open: [0] })
})
