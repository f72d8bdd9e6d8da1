import { expect, test } from '@jest/globals'
import { parseInputSchema } from './input-schema.js'

test('every type name, in any case and with spaces', () => {
  const text = '{" s ":"STRING","n":"Number","f":"float","i":" integer ","b":"boolean","o":"object","a":"array","z":"null"}'
  const types = Array.from(parseInputSchema(text) ?? [], ([name, { type }]) => `${name} ${type}`)
  expect(types).toEqual(['s string', 'n number', 'f number', 'i integer', 'b boolean', 'o object', 'a array', 'z null'])
})

test('nothing is no schema, an empty object is one without columns', () => {
  expect(parseInputSchema(undefined)).toBeUndefined()
  expect(parseInputSchema('')).toBeUndefined()
  expect(parseInputSchema('{}')?.size).toBe(0)
})

test.each([
  ['a: integer', 'valid JSON'],
  ['["a"]', 'JSON object'],
  ['null', 'JSON object'],
  ['"a"', 'JSON object'],
  ['{"a":"datetime"}', '"datetime"'],
  ['{"a":"constructor"}', '"constructor"'],
  ['{"a":""}', 'the types are'],
  ['{" ":"string"}', 'without a name'],
  ['{"a":{"type":"string"}}', 'nested'],
  ['{"a":null}', '"a"'],
])('%s is refused', (text, told) => {
  expect(() => parseInputSchema(text)).toThrow(told)
  expect(() => parseInputSchema(text)).toThrow(expect.objectContaining({ code: 'input_schema_invalid', failureType: 'config_error' }))
})
