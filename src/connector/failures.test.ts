import { expect, test } from '@jest/globals'
import { ConfigError, DataError, TransientError } from '../errors.js'
import { collectFailures } from './failures.js'

const bad = (line: number) => new DataError('The row has 4 values.', { code: 'row', file: 'a.csv', line })

test('nothing failed', () => {
  expect(collectFailures().closing()).toBeUndefined()
})

test('the closing error names file and line of each bad row', () => {
  const failures = collectFailures()
  failures.file(bad(3))
  const closing = failures.closing()
  expect(closing).toBeInstanceOf(DataError)
  expect(closing?.message).toContain('file a.csv, line 3')
})

test('of many errors the first twenty are named and the rest is counted', () => {
  const failures = collectFailures()
  for (let line = 1; line <= 1000; line++) failures.file(bad(line))
  expect(failures.closing()?.message).toContain('line 20)')
  expect(failures.closing()?.message).not.toContain('line 21)')
  expect(failures.closing()?.message).toContain('and 980 more')
})

test('only when every failure may pass by itself is the sync worth trying again as it is', () => {
  const failures = collectFailures()
  failures.file(new TransientError('The server does not answer.', { code: 'network', file: 'a.csv' }))
  expect(failures.closing()).toBeInstanceOf(TransientError)
  failures.file(bad(1))
  expect(failures.closing()).toBeInstanceOf(DataError)
})

test('streams that stopped are named', () => {
  const failures = collectFailures()
  failures.stream('orders')
  expect(failures.closing()).toBeInstanceOf(ConfigError)
  expect(failures.closing()?.message).toContain('orders')
})
