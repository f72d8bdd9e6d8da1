import { expect, test } from '@jest/globals'
import { columnsOf, typeOfJson, typeOfNumber } from './infer-json.js'

test.each([
  [null, 'null'],
  [true, 'boolean'],
  ['', 'string'],
  [-1, 'integer'],
  [2n ** 70n, 'integer'],
  [0.5, 'number'],
  [[], 'array'],
  [{}, 'object'],
  [new Date(0), 'string'],
])('%p is %s', (value, type) => {
  expect(typeOfJson(value)).toBe(type)
})

test.each([
  ['1', 'integer'],
  ['-0', 'integer'],
  ['123456789012345678901234567890', 'integer'],
  ['1.0', 'number'],
  ['1e3', 'number'],
  ['1E400', 'number'],
])('the number %s is %s', (literal, type) => {
  expect(typeOfNumber(literal)).toBe(type)
})

test('the last of equal names counts, in the place of the first', () => {
  expect([
    ...columnsOf([
      ['a', 'integer'],
      ['b', 'null'],
      ['a', 'string'],
    ]),
  ]).toEqual([
    ['a', { type: 'string' }],
    ['b', { type: 'null' }],
  ])
})
