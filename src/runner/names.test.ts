import { expect, test } from '@jest/globals'
import { normalizeName, shortenName, uniqueNames } from './names.js'

test.each([
  ['Test_String', 'test_string'],
  ['sales (%)', 'sales____'],
  ['another.test', 'another_test'],
  ['+1', '_1'],
  ['1', '_1'],
  ['Ünïcode', '_n_code'],
  ['_already', '_already'],
])('%s becomes %s', (text, name) => {
  expect(normalizeName(text)).toBe(name)
})

test('a name without a letter or digit gets a hash, each its own', () => {
  const names = ['', '+', '-', '价格', '日本', 'é'].map(normalizeName)
  for (const name of names) expect(name).toMatch(/^_+[0-9a-f]{8}$/)
  expect(new Set(names).size).toBe(names.length)
})

test('long names are cut and stay different', () => {
  const [a, b] = [`${'x'.repeat(70)}a`, `${'x'.repeat(70)}b`]
  const names = [...uniqueNames([a, b], 63, []).values()]
  expect(names.map((name) => name.length)).toEqual([63, 63])
  expect(new Set(names).size).toBe(2)
  expect(shortenName('short', 'Short', 63)).toBe('short')
})

test('of names that clash the one that is its own name keeps it, whatever the order', () => {
  const names = uniqueNames(['Id', 'id', 'ID'], 63, [])
  const turned = uniqueNames(['ID', 'id', 'Id'], 63, [])
  expect(names.get('id')).toBe('id')
  expect(new Set(names.values()).size).toBe(3)
  expect(new Map([...names].sort())).toEqual(new Map([...turned].sort()))
})

test('names of internal columns are not given away', () => {
  expect(uniqueNames(['_airbyte_meta'], 63, ['_airbyte_meta']).get('_airbyte_meta')).toMatch(/^_airbyte_meta_[0-9a-f]{8}$/)
})
