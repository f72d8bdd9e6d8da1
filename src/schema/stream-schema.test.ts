import { expect, test } from '@jest/globals'
import type { Columns } from './column.js'
import { catalogColumns, schemalessSchema, streamSchema } from './stream-schema.js'

const metadata = { _ab_source_file_last_modified: { type: 'string' }, _ab_source_file_url: { type: 'string' } }
const nested: Columns = new Map([
  ['type', { type: 'object', properties: { type: { type: 'integer' }, l: { type: 'array', items: { type: 'string' } } } }],
  ['m', { type: 'object', additionalProperties: { type: 'number' } }],
  ['z', { type: 'null' }],
])
const nullable = {
  type: {
    type: ['null', 'object'],
    properties: { type: { type: ['null', 'integer'] }, l: { type: ['null', 'array'], items: { type: ['null', 'string'] } } },
  },
  m: { type: ['null', 'object'], additionalProperties: { type: ['null', 'number'] } },
  z: { type: 'null' },
}

test('inferred columns are nullable at every depth and come back without null', () => {
  const schema = streamSchema(nested, { nullable: true })
  expect(schema).toEqual({ type: 'object', properties: { ...metadata, ...nullable } })
  expect(Object.keys(schema.properties)).toEqual([...Object.keys(metadata), ...nested.keys()])
  expect(catalogColumns(schema)).toEqual(nested)
})

test('the columns of an input_schema stay as they are', () => {
  expect(streamSchema(new Map([['a', { type: 'integer' }]]), { nullable: false }).properties).toEqual({
    ...metadata,
    a: { type: 'integer' },
  })
})

test('schemaless: one column for the whole record', () => {
  expect(schemalessSchema()).toEqual({ type: 'object', properties: { ...metadata, data: { type: 'object' } } })
})

test('odd names, those of the metadata and of prototypes included', () => {
  const odd: Columns = new Map([
    ['_ab_source_file_url', { type: 'integer' }],
    ['__proto__', { type: 'string' }],
    ['', { type: 'boolean' }],
  ])
  const schema = streamSchema(odd, { nullable: true })
  expect(JSON.parse(JSON.stringify(schema.properties))).toEqual(
    JSON.parse(
      '{"_ab_source_file_last_modified":{"type":"string"},"_ab_source_file_url":{"type":["null","integer"]},"__proto__":{"type":["null","string"]},"":{"type":["null","boolean"]}}',
    ),
  )
  expect([...catalogColumns(schema).keys()]).toEqual(['__proto__', ''])
})

test.each([
  [{}, 'any'],
  [{ type: ['null', 'integer', 'string'] }, 'any'],
  [{ type: 'timestamp' }, 'any'],
  [{ oneOf: [{ type: 'string' }] }, 'any'],
  [{ type: ['string'] }, 'string'],
  [{ type: ['integer', 'null'] }, 'integer'],
  [{ type: ['null'] }, 'null'],
  [{ type: [] }, 'any'],
])('a catalog that says %j means %s', (schema, type) => {
  expect(catalogColumns({ properties: { x: schema } }).get('x')?.type).toBe(type)
})
