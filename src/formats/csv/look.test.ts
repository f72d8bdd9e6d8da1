import { expect, test } from '@jest/globals'
import { ConfigError } from '../../errors.js'
import type { JsonObject } from '../../protocol/messages.js'
import { bytewise, dice, fileOf, randomly } from '../../testing/chunks.js'
import { csv } from '../csv.js'

const INFERRED: readonly [string, JsonObject, string, Record<string, string>][] = [
  ['text', { inference_type: 'None' }, 'a,b\n1,true\n', { a: 'string', b: 'string' }],
  ['primitives', {}, 'i,f,b,s,m\n5,1.5,true,x,1\n-2,2e3,no,y,1.5\n', { i: 'integer', f: 'number', b: 'boolean', s: 'string', m: 'number' }],
  ['zeros and ones are booleans', {}, 'a,b\n1,1\n0,2\n', { a: 'boolean', b: 'integer' }],
  ['leading zeros, signs, blanks', {}, 'a,b,c,d\n007,+5,1_0, 5\n', { a: 'string', b: 'string', c: 'string', d: 'string' }],
  ['a lone zero and fractions', {}, 'a,b,c\n0.5,2,.5\n-0.25,0,5.\n', { a: 'number', b: 'integer', c: 'number' }],
  ['no numbers', {}, 'a,b,c\nnan,1e400,१\n', { a: 'string', b: 'string', c: 'string' }],
  ['null values tell nothing', { null_values: ['', 'NA'] }, 'a,b\n5,\n,NA\n', { a: 'integer', b: 'string' }],
  ['an empty value is text', {}, 'a\n5\n""\n', { a: 'string' }],
  ['own words', { true_values: ['JA'], false_values: ['NEIN'] }, 'a,b\nJA,1\nNEIN,0\n', { a: 'boolean', b: 'integer' }],
  ['an empty file', {}, '', {}],
]

test.each(INFERRED)('inference: %s', async (_about, options, text, expected) => {
  const bound = csv.options({ inference_type: 'Primitive Types Only', ...options })
  const columns = await csv.infer(fileOf(Buffer.from(text), { cut: bytewise }), bound)
  expect(Object.fromEntries(Array.from(columns, ([name, { type }]) => [name, type]))).toEqual(expected)
})

test('inference stops after a million characters', async () => {
  const text = `a,b\n${'5,xxxxxxxx\n'.repeat(101_000)}x,y\n`
  const columns = await csv.infer(
    fileOf(Buffer.from(text), { cut: randomly(dice(9), 9000) }),
    csv.options({ inference_type: 'Primitive Types Only' }),
  )
  expect(columns.get('a')?.type).toBe('integer')
})

test('a look at the first row', async () => {
  const probe = (text: string): Promise<void> => csv.probe(fileOf(Buffer.from(text)), csv.options({}))
  await expect(probe('a,b\n1,2\n3\n')).resolves.toBeUndefined()
  await expect(probe('a,b\n')).resolves.toBeUndefined()
  await expect(probe('a,b\n\n1\n')).rejects.toMatchObject({ code: 'csv_columns', where: { line: 3 } })
  await expect(probe('')).rejects.toMatchObject({ code: 'file_empty' })
})

test.each([
  [{ delimiter: '||' }],
  [{ delimiter: '' }],
  [{ delimiter: '\n' }],
  [{ quote_char: '' }],
  [{ quote_char: '""' }],
  [{ escape_char: '' }],
  [{ encoding: 'utf-42' }],
  [{ header_definition: { header_definition_type: 'User Provided', column_names: [] } }],
])('options that are refused: %j', (options) => {
  expect(() => csv.options(options)).toThrow(ConfigError)
})
