import { expect, test } from '@jest/globals'
import { StopForDiscover, type DataError } from '../errors.js'
import type { ByteSource } from '../objects/store.js'
import { catalogColumns } from '../schema/stream-schema.js'
import type { RowPlan } from '../schema/plan.js'
import { jsonl } from './jsonl.js'
import { readRecords, type ReadOptions } from './jsonl/read.js'

const source = (content: string | Buffer | readonly Buffer[]): ByteSource => ({
  uri: 'a.jsonl',
  size: 0,
  async *stream() {
    for (const chunk of Array.isArray(content) ? (content as readonly Buffer[]) : [Buffer.from(content as string)])
      yield await Promise.resolve(chunk)
  },
  slice: () => Promise.reject(new Error('not asked for')),
})

const emitAll: RowPlan = { schemaless: false, policy: 'Emit Record', columns: new Map(), resolve: () => Promise.resolve([]) }
const META = '"_ab_source_file_last_modified":"2026-01-01T00:00:00.000000Z","_ab_source_file_url":"a.jsonl"'

/** What read gives: the text of each record's data (META for the metadata columns), the lines and codes of errors. */
async function read(content: Parameters<typeof source>[0], plan: Partial<RowPlan> = {}, options?: ReadOptions) {
  const data: string[] = []
  const errors: DataError[] = []
  const told = { records: 0, skipped: 0, stopped: undefined as unknown, errors }
  const context = {
    frame: { stream: 's', uri: 'a.jsonl', modified: '2026-01-01T00:00:00.000000Z' },
    plan: { ...emitAll, ...plan },
    report: (error: DataError) => errors.push(error),
    skipped: () => told.skipped++,
    misfit: () => undefined,
  }
  try {
    for await (const { bytes, records } of readRecords(source(content), context, options)) {
      told.records += records
      for (const line of Buffer.from(bytes).toString().split('\n').slice(0, -1)) {
        JSON.parse(line)
        const [, text = line] = /^\{"type":"RECORD","record":\{"stream":"s","data":(.*),"emitted_at":\d{13}\}\}$/.exec(line) ?? []
        data.push(text.replace(META, 'META'))
      }
    }
  } catch (error) {
    told.stopped = error
  }
  expect(told.records).toBe(data.length)
  return { ...told, data, lines: errors.map(({ where }) => where.line) }
}

const ways: [string, ReadOptions][] = [
  ['fast', {}],
  ['slow', { slow: true }],
]

test.each(ways)('%s: bytes arrive as they stand', async (_way, options) => {
  const objects = [
    '{"a":9007199254740993,"b":123456789012345678901234567890,"c":1.0,"d":1e400,"e":-0.0}',
    '{"2":1,"1":2,"a":1,"a":2}',
    '{ "a" :\t[ 1 , { } ] }',
    '{"a":"\\u00e9\\n\\"\\\\\\/","b":"\\ud83d\\ude42","c":"\\u0000","d":"漢字 🙂"}',
    '{"":1,"a.b":2,"type":{"_ab_source_file_url":1}}',
  ]
  const { data, errors } = await read(`${objects.join('\n')}\n`, {}, options)
  expect(data).toEqual(objects.map((text) => text.replace(/\}$/, ',META}')))
  expect(errors).toEqual([])
})

test.each(ways)('%s: the metadata columns take the place of the file’s own', async (_way, options) => {
  const text = [
    '{"a":1,"_ab_source_file_url":"x","b":[1,  2],"_ab_source_file_last_modified":{"y":"}"},"c":"z"}',
    '{"\\u005fab_source_file_url":"x", "a" : 1.0 }',
    '{"_ab_source_file_url":"x"}',
    '{"_ab_source":1}',
    '{}',
    '{ }',
  ].join('\n')
  const { data } = await read(text, {}, options)
  expect(data).toEqual(['{"a":1,"b":[1,  2],"c":"z",META}', '{"a" : 1.0,META}', '{META}', '{"_ab_source":1,META}', '{META}', '{META}'])
})

test.each(ways)('%s: schemaless puts the whole record into data', async (_way, options) => {
  const { data } = await read(
    '{"a":1}\n{}\n{"_ab_source_file_url":2}\n{"b":{"c":[1]}}',
    { schemaless: true, policy: 'Skip Record' },
    options,
  )
  expect(data).toEqual(['{"a":1}', '{}', '{"_ab_source_file_url":2}', '{"b":{"c":[1]}}'].map((text) => `{"data":${text},META}`))
})

test.each(ways)('%s: a mark at the beginning, CRLF, blank lines, an object over lines, no line end at the end', async (_way, options) => {
  const { data, errors } = await read('\ufeff{"a":1}\r\n\n  \n{\n "a":\r\n [2,\n3]\n}\n{"a":4}', {}, options)
  expect(data).toEqual(['{"a":1,META}', '{  "a":   [2, 3] ,META}', '{"a":4,META}'])
  expect(errors).toEqual([])
})

test.each(ways)('%s: a bad line costs that line', async (_way, options) => {
  const { data, errors, lines } = await read('{"a":1}\n{"a":2\n{"a":3}\n\n[1]\n{"a":"\\ud83d"}\n{"a":4}\n{"a":', {}, options)
  expect(data).toEqual(['{"a":1,META}', '{"a":3,META}', '{"a":4,META}'])
  expect(lines).toEqual([2, 5, 6, 8])
  expect(errors[0]).toMatchObject({ code: 'jsonl_bad_line', where: { stream: 's', file: 'a.jsonl', line: 2 } })
})

test.each(ways)('%s: a byte that is not UTF-8 costs its line', async (_way, options) => {
  const { data, lines } = await read([Buffer.from('{"a":"x"}\n{"a":"'), Buffer.from([0xe9]), Buffer.from('"}\n{"a":"z"}\n')], {}, options)
  expect([data, lines]).toEqual([['{"a":"x",META}', '{"a":"z",META}'], [2]])
})

test('of many bad lines the first are named and the rest is counted', async () => {
  const { data, errors, lines } = await read(`${'{"a":NaN}\n'.repeat(5000)}{"a":1}\n`)
  expect(data).toEqual(['{"a":1,META}'])
  expect(lines).toEqual([...Array.from({ length: 20 }, (_, i) => i + 1), 5000])
  expect(errors.at(-1)?.message).toContain('4980 more')
})

test('a file that is no JSON at all is one bad place', async () => {
  const { data, lines, errors } = await read('a,b\n1,2\n'.repeat(100_000))
  expect([data, lines]).toEqual([[], [1]])
  expect(errors[0]?.message).toContain('200000')
})

const columns = catalogColumns({
  properties: { a: { type: ['null', 'integer'] }, n: { type: 'number' }, l: { type: 'array', items: { type: 'integer' } } },
})

test('Skip Record leaves out what does not conform, by the digits of numbers', async () => {
  const good = ['{"a":1}', '{"a":null,"n":1e400}', '{"a":"x","a":2}', '{"n":1,"l":[1,true,null]}', '{}', '{"a":3,"_ab_source_file_url":{}}']
  const bad = ['{"a":1.0}', '{"a":1e400}', '{"a":"x"}', '{"b":null}', '{"l":[1,2.0]}', '{"l":1}']
  const { data, skipped } = await read([...good, ...bad].join('\n'), { policy: 'Skip Record', columns })
  expect([data.length, skipped]).toEqual([good.length, bad.length])
})

test('Wait for Discover gives the records before the first that does not conform, and stops', async () => {
  const { data, stopped } = await read('{"a":1}\n{"a":2}\n{"a":"x"}\n{"a":3}', { policy: 'Wait for Discover', columns })
  expect(data).toEqual(['{"a":1,META}', '{"a":2,META}'])
  expect(stopped).toBeInstanceOf(StopForDiscover)
  expect(stopped).toMatchObject({ where: { file: 'a.jsonl', line: 3 } })
})

test.each(ways)('%s: a line far longer than a region', async (_way, options) => {
  const long = `{"a":"${'x'.repeat(20_000_000)}","b":[${'1,'.repeat(100_000)}1]}`
  const { data, errors } = await read(`{"a":1}\n${long}\n{"a":2}\n`, {}, options)
  expect(errors).toEqual([])
  expect(data.map((text) => text.length)).toEqual([12, long.length + 5, 12])
})

test('a record longer than the longest is bad, whether it is one line or many, and the next is read', async () => {
  const options = { size: 64, longest: 1024 }
  const line = `{"a":"${'x'.repeat(5000)}"}`
  const lines = `{"a":[\n${'1,\n'.repeat(2000)}1]}`
  const { data, lines: bad } = await read(`{"a":1}\n${line}\n{"a":2}\n${lines}\n{"a":3}\n`, {}, options)
  expect(data).toEqual(['{"a":1,META}', '{"a":2,META}', '{"a":3,META}'])
  expect(bad).toEqual([2, 4])
})

test('records that are nearly too long, one after the other', async () => {
  const texts = [700, 1000, 900, 1000, 20, 1000, 600].map((length) => `{"a":"${'x'.repeat(length - 8)}"}`)
  for (const size of [16, 64, 1000]) {
    const { data, errors } = await read(texts.join('\n'), {}, { size, longest: 1024 })
    expect([data.map((text) => text.length), errors]).toEqual([texts.map((text) => text.length + 5), []])
  }
})

test('nothing and blanks are files without records', async () => {
  for (const content of ['', '\n \n', '\ufeff']) {
    expect(await read(content)).toMatchObject({ data: [], errors: [] })
    expect((await jsonl.infer(source(content), undefined)).size).toBe(0)
    await jsonl.probe(source(content), undefined)
  }
})

const inferred = async (text: string) =>
  Object.fromEntries(Array.from(await jsonl.infer(source(text), undefined), ([name, { type }]) => [name, type]))

test('columns: types by the text, merged over records', async () => {
  const text =
    '{"i":1,"f":1.0,"s":"x","b":true,"n":null,"a":[1],"o":{"k":1},"w":1}\n{"a":null,"w":"x","z":123456789012345678901234567890}\n'
  expect(await inferred(text)).toEqual({
    i: 'integer',
    f: 'number',
    s: 'string',
    b: 'boolean',
    n: 'null',
    a: 'array',
    o: 'object',
    w: 'string',
    z: 'integer',
  })
})

test('columns come from the first million characters', async () => {
  const text = `{"a":"${'é'.repeat(999_950)}"}\n{"b":"${'x'.repeat(100)}"}\n{"c":1}\n`
  expect(await inferred(text)).toEqual({ a: 'string', b: 'string' })
})

test('columns come from the good records; without any the first bad line is told', async () => {
  expect(await inferred('oops\n{"a":1}\n[1]\n')).toEqual({ a: 'integer' })
  await expect(inferred('oops\n1\n')).rejects.toMatchObject({ code: 'jsonl_unreadable', where: { file: 'a.jsonl', line: 1 } })
  await expect(inferred('{"x":{}}\n{"x":"s"}\n')).rejects.toMatchObject({ code: 'schema_conflict' })
})

test.each(['{"a":1}\noops', '\n\n{\n"a":1}', '[{"a":1},{"a":2}]\n', '1\n'])('probe takes %j', async (text) => {
  await jsonl.probe(source(text), undefined)
})

test.each(['oops\n{"a":1}\n', '{"a":1}{"a":2}\n{"a":3}', '{"a":', '{"a":1\n{"a":2}\n', '\ufffe{\u0000'])(
  'probe refuses %j',
  async (text) => {
    await expect(jsonl.probe(source(text), undefined)).rejects.toMatchObject({ code: 'jsonl_unreadable' })
  },
)

test('leaving the loop closes the source, and the next file is not disturbed', async () => {
  let closed = 0
  const endless: ByteSource = {
    ...source(''),
    async *stream() {
      try {
        for (;;) yield await Promise.resolve(Buffer.from('{"a":1}\n'.repeat(1000)))
      } finally {
        closed++
      }
    },
  }
  const context = {
    frame: { stream: 's', uri: 'u', modified: 'm' },
    plan: emitAll,
    report: () => undefined,
    skipped: () => undefined,
    misfit: () => undefined,
  }
  for await (const block of readRecords(endless, context)) {
    expect(block.records).toBeGreaterThan(0)
    break
  }
  await jsonl.probe(endless, undefined)
  expect(closed).toBe(2)
  expect((await read('{"a":1}\n')).data).toEqual(['{"a":1,META}'])
})
