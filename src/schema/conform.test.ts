import { expect, test } from '@jest/globals'
import { conforms, typesConform } from './conform.js'
import { catalogColumns } from './stream-schema.js'

const columns = catalogColumns({
  properties: {
    _ab_source_file_url: { type: 'string' },
    i: { type: ['null', 'integer'] },
    n: { type: 'number' },
    s: { type: ['null', 'string'] },
    l: { type: ['null', 'array'] },
    li: { type: 'array', items: { type: ['null', 'integer'] } },
    o: { type: 'object' },
    z: { type: 'null' },
    any: {},
    several: { type: ['null', 'integer', 'object'] },
  },
})

test.each([
  {},
  { i: 1, n: 1, s: 'x', l: [1, 'x'], li: [1, null, true], o: { k: 1 }, z: null },
  { i: true, n: 1.5, s: 5 },
  { i: null, n: null, s: null, l: null, li: null, o: null },
  { i: 123456789012345678901234567890n, n: 5n },
  { any: 1, several: [1] },
  { s: new Date(0) },
])('%p conforms', (record) => {
  expect(conforms(record, columns)).toBe(true)
})

test.each([
  { x: 1 },
  { _ab_source_file_url: 'x' },
  { x: null },
  { i: 1.5 },
  { i: 'x' },
  { n: '1' },
  { s: {} },
  { s: [] },
  { l: 5 },
  { l: {} },
  { li: ['x'] },
  { li: [1.5] },
  { o: [1] },
  { o: 'x' },
  { z: 0 },
  { i: 1, s: 'x', n: 'bad' },
])('%p does not conform', (record) => {
  expect(conforms(record, columns)).toBe(false)
})

test('types alone tell 1.0 from 1', () => {
  expect(typesConform([['i', { type: 'number' }]], columns)).toBe(false)
  expect(typesConform([['i', { type: 'integer' }]], columns)).toBe(true)
})
