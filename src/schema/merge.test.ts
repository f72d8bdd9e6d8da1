import { expect, test } from '@jest/globals'
import type { ColumnSchema } from './column.js'
import { mergeColumns, SchemaConflict } from './merge.js'

const columns = (entries: Record<string, ColumnSchema>) => new Map(Object.entries(entries))
const merged = (a: ColumnSchema, b: ColumnSchema) => mergeColumns(columns({ x: a }), columns({ x: b })).get('x')

test('columns of both stand in the order in which they came up', () => {
  const both = mergeColumns(
    columns({ b: { type: 'integer' }, a: { type: 'null' } }),
    columns({ c: { type: 'object' }, a: { type: 'array' } }),
  )
  expect([...both]).toEqual([
    ['b', { type: 'integer' }],
    ['a', { type: 'array' }],
    ['c', { type: 'object' }],
  ])
})

test.each([
  ['null', 'boolean', 'boolean'],
  ['boolean', 'integer', 'integer'],
  ['number', 'integer', 'number'],
  ['string', 'boolean', 'string'],
  ['object', 'null', 'object'],
  ['null', 'array', 'array'],
] as const)('%s and %s become %s, either way round', (a, b, wide) => {
  expect(merged({ type: a }, { type: b })).toEqual({ type: wide })
  expect(merged({ type: b }, { type: a })).toEqual({ type: wide })
})

test('of different definitions of one type stays what both say', () => {
  expect(merged({ type: 'string', format: 'date' }, { type: 'string', format: 'date' })).toEqual({ type: 'string', format: 'date' })
  expect(merged({ type: 'string', format: 'date' }, { type: 'string', format: 'date-time' })).toEqual({ type: 'string' })
  expect(merged({ type: 'string', format: 'date' }, { type: 'integer' })).toEqual({ type: 'string', format: 'date' })
})

test.each([
  [{ type: 'object' }, { type: 'string' }, 'object and string'],
  [{ type: 'integer' }, { type: 'array' }, 'integer and array'],
  [{ type: 'array' }, { type: 'object' }, 'array and object'],
  [{ type: 'array', items: { type: 'integer' } }, { type: 'array', items: { type: 'string' } }, 'arrays of different items'],
] as [ColumnSchema, ColumnSchema, string][])('%j and %j are a conflict', (a, b, types) => {
  expect(() => merged(a, b)).toThrow(SchemaConflict)
  expect(() => merged(a, b)).toThrow(`Column "x" is ${types}`)
  expect(() => merged(a, b)).toThrow(expect.objectContaining({ code: 'schema_conflict', failureType: 'config_error' }))
})
