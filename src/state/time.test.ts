import { expect, test } from '@jest/globals'
import { compareKeys, savedTime, timeText } from './time.js'

test.each([
  [0, '1970-01-01T00:00:00.000000Z'],
  [Date.parse('2026-01-01T00:00:00.123Z'), '2026-01-01T00:00:00.123000Z'],
])('%d milliseconds are %s', (ms, text) => {
  expect(timeText(ms)).toBe(text)
  expect(savedTime(text)).toBe(text)
})

test.each([
  ['2026-01-01T00:00:00.5Z', '2026-01-01T00:00:00.500000Z'],
  ['2026-01-01T23:59:59.999999Z', '2026-01-01T23:59:59.999999Z'],
  ['2026-01-01T00:00:00Z', undefined],
  ['2026-01-01T00:00:00.000000', undefined],
  ['2026-13-01T00:00:00.000000Z', undefined],
  ['2026-01-01', undefined],
  [1767225600, undefined],
  [null, undefined],
])('the saved time %j is %j', (text, time) => {
  expect(savedTime(text)).toBe(time)
})

test('keys compare by code points', () => {
  const keys = ['b', 'a/b', 'a', '', '\u{1f600}', '\uffee', 'é', 'a\u{1f600}', 'a\uffee']
  const byBytes = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  expect([...keys].sort(compareKeys)).toEqual(byBytes)
})
