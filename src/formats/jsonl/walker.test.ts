import { expect, test } from '@jest/globals'
import { createWalker, type BadLines } from './walker.js'

/** What a text holds: its records' texts and its bad lines as `first-last`. */
function walk(text: string | Buffer): { records: string[]; bad: string[]; reasons: string[] } {
  const bytes = Buffer.concat([Buffer.from(text), Buffer.from('\n')])
  const lines: BadLines[] = []
  const walker = createWalker((bad) => lines.push(bad))
  const region = { bytes, at: 0, end: bytes.length, last: true, full: false }
  const records: string[] = []
  for (let record = walker.next(region); record; record = walker.next(region))
    records.push(bytes.toString('utf8', record.start, record.end))
  walker.finish()
  expect(region.at).toBe(region.end)
  return { records, bad: lines.map(({ first, last }) => `${first}-${last}`), reasons: lines.map(({ reason }) => reason) }
}

test.each([
  ['one a line', '{"a":1}\n{"a":2}', ['{"a":1}', '{"a":2}']],
  ['CRLF', '{"a":1}\r\n{"a":2}\r\n', ['{"a":1}', '{"a":2}']],
  ['lone CR', '{"a":1}\r{"a":2}\r\r', ['{"a":1}', '{"a":2}']],
  ['blank lines', '\n{"a":1}\n \n\t\r\n{"a":2}\n\n', ['{"a":1}', '{"a":2}']],
  ['spaces around', '  {"a":1} \t\n\t{"a":2}', ['{"a":1}', '{"a":2}']],
  ['over several lines', '{\n "a":\n 1\n}\n{"b":[\n{}\n]}', ['{\n "a":\n 1\n}', '{"b":[\n{}\n]}']],
  ['nothing', '', []],
])('%s', (_name, text, records) => {
  expect(walk(text)).toEqual({ records, bad: [], reasons: [] })
})

test.each([
  ['an unfinished line', '{"a":1}\n{"a":2\n{"a":3}\n{"a":4}', ['{"a":1}', '{"a":3}', '{"a":4}'], ['2-2']],
  ['a line whose value is missing', '{"a":\n{"a":3}\n{"a":4}', ['{"a":3}', '{"a":4}'], ['1-1']],
  ['the same before the last line', '{"a":\n{"a":3}', ['{"a":3}'], ['1-1']],
  ['an unfinished list', '{"a":[\n{"a":3}\n{"a":4}', ['{"a":3}', '{"a":4}'], ['1-1']],
  ['an unfinished string', '{"a":"x\n{"a":3}', ['{"a":3}'], ['1-1']],
  ['a cut last line', '{"a":1}\n{"a":', ['{"a":1}'], ['2-2']],
  ['junk', 'this is\nplain text\n{"a":1}', ['{"a":1}'], ['1-2']],
  ['scalars and lists', '{"a":1}\n[1,2]\n3\n"{}"\n{"a":2}', ['{"a":1}', '{"a":2}'], ['2-4']],
  ['two objects on a line', '{"a":1}{"a":2}\n{"a":3}', ['{"a":3}'], ['1-1']],
  ['a comma behind', '{"a":1},\n{"a":3}', ['{"a":3}'], ['1-1']],
  ['NaN', '{"a":NaN}\n{"a":NaN}\n{"a":3}', ['{"a":3}'], ['1-1', '2-2']],
  ['an object that breaks on a later line', '{\n "a": 1,\n oops\n}\n{"a":3}', ['{"a":3}'], ['1-4']],
  ['objects inside of a broken one are no records', '{\n "l": [\n  {\n   "x": 1\n  }\n ],\n oops\n}\n{"a":3}', ['{"a":3}'], ['1-8']],
  ['several lines, then something behind', '{"a":\n1} x\n{"a":3}', ['{"a":3}'], ['1-2']],
  ['lone surrogate', '{"a":"\\ud83d"}\n{"a":3}', ['{"a":3}'], ['1-1']],
  ['lines counted by CR, LF and CRLF', '{"a":1}\r\r\n\n{"b":\r{"c":1}\r\n{"a":2}', ['{"a":1}', '{"c":1}', '{"a":2}'], ['4-4']],
])('%s', (_name, text, records, bad) => {
  expect(walk(text)).toMatchObject({ records, bad })
})

test('bytes that are not UTF-8 spoil their line', () => {
  const text = Buffer.concat([Buffer.from('{"a":"x"}\n{"a":"'), Buffer.from([0xff]), Buffer.from('"}\n{"a":"z"}')])
  expect(walk(text)).toEqual({ records: ['{"a":"x"}', '{"a":"z"}'], bad: ['2-2'], reasons: ['is not valid UTF-8'] })
})

test('UTF-16 is told as such', () => {
  expect(walk(Buffer.from('\ufeff{"a":"x"}\n{"a":"y"}\n', 'utf16le'))).toMatchObject({
    records: [],
    reasons: ['is UTF-16, and JSON lines must be UTF-8'],
  })
})

test('lines that each leave off before a value cost no more than they are', () => {
  const lines = Array.from({ length: 30_000 }, (_, i) => (i % 5000 === 4000 ? `{"good":${i}}` : `{"a":${i},"b":`))
  const started = process.cpuUsage()
  const { records, bad } = walk(lines.join('\n'))
  expect(process.cpuUsage(started).user).toBeLessThan(1_500_000) // 10 times what it takes; a scan to the depth limit for each takes 50 times
  expect(records).toEqual([4000, 9000, 14000, 19000, 24000, 29000].map((i) => `{"good":${i}}`))
  expect(bad.length).toBe(lines.length - records.length)
})
