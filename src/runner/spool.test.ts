import { expect, test } from '@jest/globals'
import type { CacheType } from '../caches/cache.js'
import { planOf } from '../testing/segments.js'
import { spooled } from '../testing/spooled.js'

const TIME = 1_700_000_000_000
const bytes = (text: string): Buffer => Buffer.from(text)
const record = (stream: string, data: string): string =>
  `{"type":"RECORD","record":{"stream":${JSON.stringify(stream)},"data":${data},"emitted_at":${TIME}}}`

const ALL = {
  s: 'string',
  i: 'integer',
  n: 'number',
  b: 'boolean',
  d: 'date',
  t: 'timestamp',
  z: 'timestamptz',
  c: 'time',
  j: 'json',
} as const
const plan = planOf('all', ALL)

/** The row of one record with one value, and its changes. */
async function one(field: string, literal: string): Promise<readonly [string | null | undefined, unknown]> {
  const { rows, messages } = await spooled([plan], [bytes(`${record('all', `{"${field}":${literal}}`)}\n`)])
  expect(messages).toEqual([])
  const [row] = rows.all ?? []
  const meta = row?._airbyte_meta
  return [row?.[field], typeof meta === 'string' ? (JSON.parse(meta) as unknown) : null]
}

const change = (field: string, what: string, reason: string, value: string): unknown => ({
  changes: [{ field, change: what, reason, value }],
})

const exact: readonly (readonly [string, string, string | null])[] = [
  ['s', '"plain"', 'plain'],
  ['s', '"\\u00e9\\n\\"\\\\\\/\\ud83d\\ude00"', 'é\n"\\/😀'],
  ['s', '"a\\u0000b"', 'a\u0000b'],
  ['s', '""', ''],
  ['s', 'null', null],
  ['s', '1.50', '1.50'],
  ['s', '12345678901234567890123.10', '12345678901234567890123.10'],
  ['s', 'true', 'true'],
  ['s', '{"a": 1.0}', '{"a": 1.0}'],
  ['i', '9223372036854775807', '9223372036854775807'],
  ['i', '-9223372036854775808', '-9223372036854775808'],
  ['i', '1234567890123456', '1234567890123456'],
  ['i', '9007199254740993', '9007199254740993'],
  ['i', '1.0', '1'],
  ['i', '1e3', '1000'],
  ['i', '-0', '0'],
  ['n', '123456789.123456789', '123456789.123456789'],
  ['n', '12345678901234.5', '12345678901234.500000000'],
  ['n', '99999999999999999999999999999.999999999', '99999999999999999999999999999.999999999'],
  ['n', '-99999999999999999999999999999.999999999', '-99999999999999999999999999999.999999999'],
  ['n', '0.1', '0.100000000'],
  ['n', '1e-9', '0.000000001'],
  ['n', '1.5E+3', '1500.000000000'],
  ['n', '-0.0', '0.000000000'],
  ['b', 'true', 'true'],
  ['b', 'false', 'false'],
  ['d', '"2024-02-29"', '2024-02-29'],
  ['d', '"0001-01-01"', '0001-01-01'],
  ['d', '"1969-12-31"', '1969-12-31'],
  ['t', '"2024-01-31T10:11:12"', '2024-01-31 10:11:12'],
  ['t', '"2024-01-31T10:11:12.123456+02:00"', '2024-01-31 08:11:12.123456'],
  ['z', '"2024-01-31T23:30:00-05:30"', '2024-02-01 05:00:00+00'],
  ['z', '"1950-01-01 00:00:00.5Z"', '1950-01-01 00:00:00.5+00'],
  ['z', '"9999-12-31T23:59:59.999999Z"', '9999-12-31 23:59:59.999999+00'],
  ['c', '"10:11:12.000001"', '10:11:12.000001'],
  ['j', '{"b":1.50,"a":12345678901234567890,"z":0.1234567890123456789}', '{"b":1.50,"a":12345678901234567890,"z":0.1234567890123456789}'],
  ['j', '[1e400,-0.0,1E5]', '[1e400,-0.0,1E5]'],
  ['j', '{ "a" : [ 1 , {} ] }', '{ "a" : [ 1 , {} ] }'],
  ['j', '"text"', '"text"'],
  ['j', '17', '17'],
  ['j', 'null', null],
]

test.each(exact)('%s takes %s without a change', async (field, literal, expected) => {
  expect(await one(field, literal)).toEqual([expected, null])
})

const changed: readonly (readonly [string, string, string | null, string, string])[] = [
  ['s', '"\\ud800!"', '\ufffd!', 'TRUNCATED', 'NOT_UNICODE'],
  ['i', '9223372036854775808', null, 'NULLED', 'OUT_OF_RANGE'],
  ['i', '1e400', null, 'NULLED', 'OUT_OF_RANGE'],
  ['i', '1.5', null, 'NULLED', 'WRONG_TYPE'],
  ['i', '"x"', null, 'NULLED', 'WRONG_TYPE'],
  ['i', 'NaN', null, 'NULLED', 'WRONG_TYPE'],
  ['n', '1e400', null, 'NULLED', 'OUT_OF_RANGE'],
  ['n', '1e29', null, 'NULLED', 'OUT_OF_RANGE'],
  ['n', '0.1234567891', '0.123456789', 'TRUNCATED', 'ROUNDED'],
  ['n', '0.1234567895', '0.123456790', 'TRUNCATED', 'ROUNDED'],
  ['n', '-0.1234567895', '-0.123456790', 'TRUNCATED', 'ROUNDED'],
  ['n', '1e-10', '0.000000000', 'TRUNCATED', 'ROUNDED'],
  ['n', '{"a":1}', null, 'NULLED', 'WRONG_TYPE'],
  ['b', '1', null, 'NULLED', 'WRONG_TYPE'],
  ['d', '"2023-02-29"', null, 'NULLED', 'WRONG_TYPE'],
  ['d', '20240131', null, 'NULLED', 'WRONG_TYPE'],
  ['t', '"2024-01-31T10:11:12.1234567"', '2024-01-31 10:11:12.123456', 'TRUNCATED', 'ROUNDED'],
  ['t', '"soon"', null, 'NULLED', 'WRONG_TYPE'],
  ['c', '"24:00:00"', null, 'NULLED', 'WRONG_TYPE'],
  ['extra', '{"deep":[1.50]}', null, 'NULLED', 'NOT_IN_CATALOG'],
]

test.each(changed)('%s keeps %s in the changes', async (field, literal, expected, what, reason) => {
  const [value, meta] = await one(field, literal)
  expect(value ?? null).toBe(expected)
  expect(meta).toEqual(change(field, what, reason, literal))
})

const STATE = '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"a"},"stream_state":{"n":1}}}}'
const a = planOf('a', { id: 'integer', text: 'string' })
const b = planOf('b "quoted" é', { id: 'integer' })
/** What a connector could write, in the order of its lines; `>` marks the messages. */
const lines = [
  '>{"type":"LOG","log":{"level":"INFO","message":"about \\"RECORD\\""}}',
  record('a', '{"id":1,"text":"one"}'),
  record('b "quoted" é', '{"id":10}'),
  record('a', '{"text":"two","id":2}'),
  '>not JSON at all',
  '',
  record('a', '{}'),
  `>${STATE}`,
  `>${record('unknown', '{"id":1}')}`,
  '{"type": "RECORD", "record": {"stream": "a", "data": {"id": 4, "text": "four"}, "emitted_at": 1700000000000}}',
  '{"record":{"emitted_at":1700000000000,"data":{"id":5},"namespace":null,"stream":"a"},"type":"RECORD"}',
  `{"type":"RECORD","record":{"namespace":"n","stream":"a","data":{"id":6},"emitted_at":${TIME}}}\r`,
  `{"type":"RECORD","record":{"stream":"a","data":{"id":7},"emitted_at":${TIME},"meta":{"changes":[{"field":"x"}]}}}`,
  `>{"type":"RECORD","record":{"stream":"a","data":{"id":8}`,
  record('a', `{"id":9,"text":"${'long '.repeat(2000)}"}`),
  record('b "quoted" é', '{"id":11}'),
  `>${STATE}`,
]
const output = bytes(`${lines.map((line) => line.replace(/^>/, '')).join('\n')}\n`)

function* cut(whole: Buffer, size: () => number): Iterable<Buffer> {
  for (let at = 0; at < whole.length;) {
    const length = size()
    yield Buffer.from(whole.subarray(at, at + length))
    at += length
  }
}

/** Numbers that look random, the same in every run. */
function randoms(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return (state >>> 8) % below
  }
}

const random = randoms(7)
const ways: readonly (readonly [string, () => number])[] = [
  ['whole', () => output.length],
  ['byte by byte', () => 1],
  ['in random cuts', () => 1 + random(90)],
  ['in large random cuts', () => 1 + random(5000)],
]

test.each(ways)('records go to their streams and the rest to the caller, fed %s', async (_, size) => {
  const { messages, rows, counted, torn } = await spooled([a, b], cut(output, size))
  expect(torn).toBe(false)
  expect(messages.filter((line) => line !== '')).toEqual(lines.filter((line) => line.startsWith('>')).map((line) => line.slice(1)))
  expect(rows.a?.map(({ id }) => id)).toEqual(['1', '2', null, '4', '5', '6', '7', '9'])
  expect(rows.a?.map(({ text }) => text?.length ?? 0)).toEqual([3, 3, 0, 4, 0, 0, 0, 10000])
  expect(rows.a?.[6]?._airbyte_meta).toBe('{"changes":[{"field":"x"}]}')
  expect(rows['b "quoted" é']?.map(({ id }) => id)).toEqual(['10', '11'])
  expect(rows.a?.every(({ _airbyte_extracted_at }) => _airbyte_extracted_at?.startsWith('2023-11-14 22:13:20'))).toBe(true)
  expect(counted).toEqual({ a: 8, 'b "quoted" é': 2 })
})

test('a last line without its end is torn unless it is whole', async () => {
  const whole = record('a', '{"id":1}')
  expect(await spooled([a], [bytes(whole)])).toMatchObject({ torn: false, counted: { a: 1 }, messages: [] })
  const half = whole.slice(0, -9)
  expect(await spooled([a], [bytes(half)])).toMatchObject({ torn: true, counted: {}, messages: [half] })
  expect(await spooled([a], [])).toMatchObject({ torn: false, segments: 0 })
})

test('a line that is no UTF-8 is no record', async () => {
  const bad = Buffer.concat([
    bytes('{"type":"RECORD","record":{"stream":"a","data":{"text":"'),
    Buffer.from([0xff]),
    bytes('"},"emitted_at":1}}'),
  ])
  const { messages, rows } = await spooled([a], [bad, bytes(`\n${record('a', '{"id":1}')}\n`)])
  expect(messages).toEqual([bad.toString('latin1')])
  expect(rows.a?.map(({ id }) => id)).toEqual(['1'])
})

test('segments end at their size, and a line may be longer than everything before', async () => {
  const long = 'x'.repeat(6 << 20)
  const text = Array.from({ length: 300 }, (_, id) => record('a', `{"id":${id},"text":"${id === 150 ? long : 'y'.repeat(40_000)}"}`)).join(
    '\n',
  )
  const { rows, segments } = await spooled(
    [a],
    cut(bytes(`${text}\n`), () => 65_536),
    2 << 20,
  )
  expect(segments).toBeGreaterThan(1)
  expect(rows.a?.map(({ id }) => id)).toEqual(Array.from({ length: 300 }, (_, id) => String(id)))
  expect(rows.a?.[150]?.text?.length).toBe(long.length)
})

test('streams that arrive mixed are kept apart, however many', async () => {
  const plans = Array.from({ length: 30 }, (_, k) => planOf(`s${k}`, { id: 'integer' }))
  const text = Array.from({ length: 3000 }, (_, id) => record(`s${(id * 7) % 30}`, `{"id":${id}}`)).join('\n')
  const { rows } = await spooled(plans, [bytes(`${text}\n`)])
  for (const [k, { stream }] of plans.entries())
    expect(rows[stream]?.map(({ id }) => Number(id))).toEqual(
      Array.from({ length: 3000 }, (_, id) => id).filter((id) => (id * 7) % 30 === k),
    )
})

const digits = (next: (below: number) => number, most: number): string => Array.from({ length: 1 + next(most) }, () => next(10)).join('')
const two = (number: number): string => String(number).padStart(2, '0')

const LITERALS: Readonly<Record<CacheType, (next: (below: number) => number) => string>> = {
  string: (next) =>
    JSON.stringify(
      Array.from({ length: next(40) }, () => 'ab"\\\n\u0001é😀 '.charAt(next(10)))
        .join('')
        .toWellFormed(),
    ),
  integer: (next) => `${next(2) === 0 ? '-' : ''}${String(BigInt(digits(next, 21)))}`,
  number: (next) =>
    `${String(BigInt(digits(next, 31)))}${next(2) === 0 ? '' : `.${digits(next, 12)}`}${next(4) === 0 ? `e${next(40) - 20}` : ''}`,
  boolean: (next) => (next(2) === 0 ? 'true' : 'false'),
  date: (next) => `"${String(1900 + next(200))}-${two(next(14))}-${two(next(33))}"`,
  timestamp: (next) => `"2024-02-${two(1 + next(30))}T${two(next(25))}:${two(next(61))}:${two(next(61))}.${digits(next, 8)}"`,
  timestamptz: (next) => `"1969-12-31${next(2) === 0 ? 'T' : ' '}23:59:${two(next(60))}${['Z', '+01:00', '-0930', ''][next(4)] ?? ''}"`,
  time: (next) => `"${two(next(25))}:${two(next(60))}:${two(next(60))}${next(2) === 0 ? '' : `.${digits(next, 7)}`}"`,
  json: (next) => `{"k":[${1 + next(999)}e1,{"x":null,"y":"\\u00e9"}],"n":${String(BigInt(digits(next, 25)))}.${digits(next, 20)}}`,
}

test('the kernel and the slow way agree', async () => {
  const next = randoms(42)
  const some = Object.entries(ALL)
  const data = Array.from({ length: 3000 }, () => {
    const fields = some
      .filter(() => next(3) > 0)
      .map(([field, type]) => `"${field}":${next(12) === 0 ? 'null' : LITERALS[next(30) === 0 ? 'string' : type](next)}`)
    if (next(9) === 0) fields.reverse()
    return `{${fields.join(',')}}`
  })
  const fast = await spooled([plan], [bytes(data.map((one) => `${record('all', one)}\n`).join(''))])
  // an envelope that the kernel does not know
  const slow = await spooled(
    [plan],
    [bytes(data.map((one) => `{"record":{"emitted_at":${TIME},"data":${one},"stream":"all"},"type":"RECORD"}\n`).join(''))],
  )
  expect(fast.messages).toEqual([])
  expect(fast.rows.all?.length).toBe(3000)
  expect(fast).toEqual(slow)
})
