import { expect, test } from '@jest/globals'
import { castText, looksOf } from './cast.js'

const words = { trueValues: new Set(['yes', '1']), falseValues: new Set(['no', '0', '']) }

test.each([
  ['string', 'a"b\\\n\u0001é🙂', '"a\\"b\\\\\\n\\u0001é🙂"'],
  ['any', '', '""'],
  ['string', '1', '"1"'],
  // digits stay as they are written
  ['integer', '123456789012345678901234567890', '123456789012345678901234567890'],
  ['integer', '-0', '-0'],
  ['number', '1.0', '1.0'],
  ['number', '0.10000000000000000001', '0.10000000000000000001'],
  ['number', '1E+400', '1E+400'],
  // what Python takes beyond JSON
  ['integer', ' 7\t', '7'],
  ['integer', '+7', '7'],
  ['integer', '-007', '-7'],
  ['integer', '000', '0'],
  ['integer', '1_000', '1000'],
  ['number', '+1.50', '1.50'],
  ['number', '.5', '0.5'],
  ['number', '-.5e3', '-0.5e3'],
  ['number', '1_0.0_1', '10.01'],
  ['number', '007.5', '7.5'],
  ['number', ' 7 ', '7'],
  ['number', 'NaN', 'null'],
  ['number', ' -Infinity', 'null'],
  ['number', '+inf', 'null'],
  ['boolean', 'yes', 'true'],
  ['boolean', 'no', 'false'],
  ['boolean', '', 'false'],
  ['array', '[1,\n"a"]', '[1, "a"]'],
  ['array', ' [ ] ', ' [ ] '],
  ['object', '{"a":\r\n1}', '{"a": 1}'],
  // of an object nothing is asked but that it is JSON
  ['object', '7', '7'],
  ['null', '', 'null'],
] as const)('%s %j', (type, text, json) => {
  expect(castText(text, type, words)).toBe(json)
  expect(() => JSON.parse(json) as unknown).not.toThrow()
})

test.each([
  ['integer', ['', ' ', '1.0', '1e3', '1 2', '_1', '1_', '1__0', '--1', '+', '0x10', 'nan', 'a']],
  ['number', ['', ' ', '.', '-', 'e5', '1e', '1e+', '1.5.2', '1,5', '0x10', '1_.5', '5 %', 'infinit']],
  ['boolean', ['Yes', ' yes', 'true', 'null']],
  ['array', ['', '{}', '1', '[1', 'a', '"[]"']],
  ['object', ['', '{', "{'a':1}", 'a']],
  ['null', ['null', ' ', '0']],
] as const)('no %s: %j', (type, texts) => {
  for (const text of texts) expect([text, castText(text, type, words)]).toEqual([text, undefined])
})

test.each([
  ['7', ['string', 'integer', 'number']],
  ['1', ['string', 'boolean', 'integer', 'number']],
  ['-0', ['string', 'integer', 'number']],
  ['1.5', ['string', 'number']],
  ['1.', ['string', 'number']],
  ['.5', ['string', 'number']],
  ['1e3', ['string', 'number']],
  ['yes', ['string', 'boolean']],
  // as a number they would lose something, or have no JSON
  ['007', ['string']],
  ['+7', ['string']],
  [' 7', ['string']],
  ['1_000', ['string']],
  ['1e999', ['string']],
  ['nan', ['string']],
  ['0x10', ['string']],
  ['a', ['string']],
])('%j looks like %j', (text, looks) => {
  expect([...looksOf(text, words)].sort()).toEqual([...looks].sort())
})
