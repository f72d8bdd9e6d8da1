import { expect, test } from '@jest/globals'
import { StopForDiscover, type DataError } from '../errors.js'
import type { JsonObject } from '../protocol/messages.js'
import type { ColumnType } from '../schema/column.js'
import type { RowPlan } from '../schema/plan.js'
import { bytewise, dice, fileOf, randomly, whole, type Cut } from '../testing/chunks.js'
import { csv } from './csv.js'
import { readRecords, type ReadHow } from './csv/read.js'

interface Setting {
  readonly options?: JsonObject
  readonly plan?: Partial<RowPlan>
  /** Types of columns that are no text; undefined: left out. */
  readonly types?: Readonly<Record<string, ColumnType | undefined>>
  readonly how?: ReadHow
  readonly cut?: Cut
}

const META = '"_ab_source_file_last_modified":"m","_ab_source_file_url":"a.csv"'
const WAYS: readonly [string, ReadHow][] = [
  ['fast', {}],
  ['slow', { slow: true }],
]

/** What read gives: the text of each record's data without the metadata columns, errors, misfits. */
async function read(content: string | Buffer, { options = {}, plan = {}, types = {}, how = {}, cut = whole }: Setting = {}) {
  const told = { data: [] as string[], errors: [] as DataError[], misfits: [] as string[], skipped: 0, stopped: undefined as unknown }
  const resolve: RowPlan['resolve'] = (names) =>
    Promise.resolve(names.map((name) => (name in types ? types[name] && { type: types[name] } : { type: 'string' })))
  const context = {
    frame: { stream: 's', uri: 'a.csv', modified: 'm' },
    plan: { schemaless: false, policy: 'Emit Record', columns: new Map(), resolve, ...plan } as const,
    report: (error: DataError) => told.errors.push(error),
    skipped: () => told.skipped++,
    misfit: (column: string, type: string) => told.misfits.push(`${column} ${type}`),
  }
  let records = 0
  try {
    for await (const block of readRecords(fileOf(Buffer.from(content), { cut, uri: 'a.csv' }), csv.options(options), context, how)) {
      records += block.records
      for (const line of Buffer.from(block.bytes).toString().split('\n').slice(0, -1)) {
        JSON.parse(line)
        const [, text = line] = /^\{"type":"RECORD","record":\{"stream":"s","data":(.*),"emitted_at":\d{13}\}\}$/s.exec(line) ?? []
        told.data.push(text.replace(`,${META}`, '').replace(META, ''))
      }
    }
  } catch (error) {
    told.stopped = error
  }
  expect(records).toBe(told.data.length)
  return { ...told, lines: told.errors.map(({ where }) => where.line) }
}

const DIALECTS: readonly [string, JsonObject, string, string[]][] = [
  ['quoted delimiters and line ends', {}, '"1,2","3\n4"\n', ['1,2|3\n4']],
  ['line ends within quotes stay as they are', {}, '"1\r\n2\r3",x\r\n', ['1\r\n2\r3|x']],
  ['LF, CRLF and CR end a row', {}, '1,2\n3,4\r\n5,6\r7,8', ['1|2', '3|4', '5|6', '7|8']],
  ['blank lines are no rows, others are', {}, '\n1,2\n\r\n\r"",""\n', ['1|2', '|']],
  ['doubled quotes', {}, '"a""b",""""\n', ['a"b|"']],
  ['quotes are special at the beginning of a value only', {}, 'a"b, "c"\n', ['a"b| "c"']],
  ['text behind a closing quote belongs to the value', {}, '"a"b,"c"d"\n', ['ab|cd"']],
  ['doubled quotes are none', { double_quote: false }, '"b""c",x\n', ['b"c"|x']],
  ['an escape character', { escape_char: '\\' }, 'x\\,y,"p\\"q"\n\\\\,\\\n\n', ['x,y|p"q', '\\|\n']],
  ['an escaped CRLF is one', { escape_char: '\\' }, 'a\\\r\nb,c\r\n', ['a\r\nb|c']],
  ['the file ends with an escape character', { escape_char: '\\' }, '1,2\n3,4\\', ['1|2', '3|4\n']],
  ['a tab', { delimiter: '\\t' }, '1,2\t3\n', ['1,2|3']],
  ['apostrophes', { quote_char: "'", delimiter: ';' }, "'x;y';\"z\"\n'it''s';w\n", ['x;y|"z"', "it's|w"]],
  ['characters outside ASCII', { delimiter: '¦', quote_char: '«' }, '1¦«2¦3«\n', ['1|2¦3']],
  ['control characters and NUL', {}, '\u0001\u001f\0,\u007f\u2028\n', ['\u0001\u001f\0|\u007f\u2028']],
]

test.each(DIALECTS)('rows: %s', async (_about, options, text, rows) => {
  const { delimiter = ',' } = options as { delimiter?: string }
  const names = ['a', 'b'].join(delimiter.replace('\\t', '\t'))
  for (const [way, how] of WAYS)
    for (const cut of [whole, bytewise, randomly(dice(3), 4)]) {
      const { data, errors, stopped } = await read(`${names}\n${text}`, { options, how: { ...how, portion: 1 }, cut })
      const got = data.map((line) => Object.values(JSON.parse(line) as object).join('|'))
      expect([way, got, errors, stopped]).toEqual([way, rows, [], undefined])
    }
})

test.each(WAYS)('%s: values become what their columns are, with the digits of the file', async (_way, how) => {
  const types = { i: 'integer', n: 'number', b: 'boolean', l: 'array', o: 'object', x: undefined, e: 'null' } as const
  const text = [
    'i,n,b,l,o,x,e,s',
    '9007199254740993,1.50,yes,"[1.0,""a""]","{""k"":0.10}",?,,é"\\',
    '-0,-1E+400,0,[],{},?,,',
    '"12","0.5","n"," [ ] ","[1]",?,,"1"',
    'x,1.2.3,Yes,{},x,?,y,z',
  ].join('\n')
  const { data, misfits } = await read(text, { types, how })
  expect(data).toEqual([
    '{"i":9007199254740993,"n":1.50,"b":true,"l":[1.0,"a"],"o":{"k":0.10},"e":null,"s":"é\\"\\\\"}',
    '{"i":-0,"n":-1E+400,"b":false,"l":[],"o":{},"e":null,"s":""}',
    '{"i":12,"n":0.5,"b":false,"l": [ ] ,"o":[1],"e":null,"s":"1"}',
    '{"i":"x","n":"1.2.3","b":"Yes","l":"{}","o":"x","e":"y","s":"z"}',
  ])
  expect(misfits.sort()).toEqual(['b boolean', 'e null', 'i integer', 'l array', 'n number', 'o object'])
})

test.each(WAYS)('%s: null values, before the cast, and in text if it can be null', async (_way, how) => {
  const options = { null_values: ['', 'NA', '\\N', '-999', 'a"b'] }
  const text = 'i,s,t\n-999,NA,\n,\\N,-999\n1,"","a""b"\n2,na,NAN\n'
  const types = { i: 'integer' } as const
  expect((await read(text, { options, types, how })).data).toEqual([
    '{"i":null,"s":null,"t":null}',
    '{"i":null,"s":null,"t":null}',
    '{"i":1,"s":null,"t":null}',
    '{"i":2,"s":"na","t":"NAN"}',
  ])
  const kept = await read(text, { options: { ...options, strings_can_be_null: false }, types, how })
  expect(kept.data[0]).toBe('{"i":null,"s":"NA","t":""}')
})

test.each(WAYS)('%s: an empty value in a column of numbers stays text and is told', async (_way, how) => {
  const { data, misfits } = await read('i,n\n,1\n2,\n', { types: { i: 'integer', n: 'number' }, how })
  expect(data).toEqual(['{"i":"","n":1}', '{"i":2,"n":""}'])
  expect(misfits).toEqual(['i integer', 'n number'])
})

test.each(WAYS)('%s: rows of the wrong width are told with their lines, and the others come', async (_way, how) => {
  const text = 'a,b\n1,"x\ny"\n\n2\n3,"z\r\n"\n4,5,6\n7,8\n'
  const { data, lines, errors } = await read(text, { how })
  expect(data).toEqual(['{"a":"1","b":"x\\ny"}', '{"a":"3","b":"z\\r\\n"}', '{"a":"7","b":"8"}'])
  expect(lines).toEqual([5, 8])
  expect(errors[0]).toMatchObject({ code: 'csv_columns', where: { file: 'a.csv' } })
  const ignored = await read(text, { options: { ignore_errors_on_fields_mismatch: true }, how })
  expect(ignored.data.slice(1)).toEqual(['{"a":"2","b":null}', '{"a":"3","b":"z\\r\\n"}', '{"a":"4","b":"5"}', '{"a":"7","b":"8"}'])
  expect(ignored.errors).toEqual([])
})

test.each(WAYS)('%s: a quote that is never closed is an error at the line of its row, after the rows before', async (_way, how) => {
  const text = `a,b\n1,"x\ny"\n2,z\n3,"w\n${'4,v\n'.repeat(100_000)}`
  const { data, stopped } = await read(text, { how, cut: randomly(dice(1), 90_000) })
  expect(data).toHaveLength(2)
  expect(stopped).toMatchObject({ code: 'csv_quote', where: { file: 'a.csv', line: 5 } })
  const limited = await read(text, { how: { ...how, longest: 100_000 }, cut: randomly(dice(1), 90_000) })
  expect(limited.data).toHaveLength(2)
  expect(limited.stopped).toMatchObject({ code: 'csv_row_too_long', where: { line: 5 } })
})

test.each(WAYS)('%s: bytes that are not UTF-8 are an error at their line, after the rows before', async (_way, how) => {
  const good = `a,b\n${'1,"x\ny"\n'.repeat(3000)}`
  const bytes = Buffer.concat([Buffer.from(good), Buffer.from('2,\xff\n3,z\n', 'latin1')])
  for (const cut of [whole, randomly(dice(5), 3000)]) {
    const { data, stopped } = await read(bytes, { how, cut })
    expect(data).toHaveLength(3000)
    expect(stopped).toMatchObject({ code: 'encoding', where: { file: 'a.csv', line: 6002 } })
  }
})

test('rows wider than any buffer', async () => {
  const wide = 'lorem ""ipsum"", \\ dolor\n'.repeat(800_000) // 20 MB
  const { data } = await read(`a,b\n1,x\n2,"${wide}"\n3,y\n`, { cut: randomly(dice(2), 100_000) })
  expect(data).toHaveLength(3)
  expect(data[1] === JSON.stringify({ a: '2', b: wide.replaceAll('""', '"') })).toBe(true)
})

test('records with misfits and the policies', async () => {
  const text = 'a,b\n1,x\ny,x\n2,z\n'
  const types = { a: 'integer' } as const
  for (const [, how] of WAYS) {
    const skip = await read(text, { types, how, plan: { policy: 'Skip Record' } })
    expect([skip.data, skip.skipped, skip.misfits]).toEqual([['{"a":1,"b":"x"}', '{"a":2,"b":"z"}'], 1, []])
    const wait = await read(text, { types, how, plan: { policy: 'Wait for Discover' } })
    expect([wait.data, wait.stopped]).toEqual([['{"a":1,"b":"x"}'], expect.any(StopForDiscover)])
  }
})

const HEADS: readonly [string, JsonObject, string, string[]][] = [
  ['trimmed', {}, ' a , b\n1,2\n', ['a|b', '1|2']],
  ['of one name several times', {}, 'a,a,a\n1,2,3\n', ['a_1|a_2|a', '1|2|3']],
  ['with line ends in names', {}, '"a\nb",c\n1,2\n', ['a\nb|c', '1|2']],
  ['with an empty name', {}, 'a,,\n1,2,3\n', ['a|_1|', '1|2|3']],
  ['with a byte order mark', {}, '\ufeff"a",b\n1,2\n', ['a|b', '1|2']],
  ['named like a metadata column', {}, '_ab_source_file_url,b\n1,2\n', ['b', '2']],
  ['behind lines', { skip_rows_before_header: 2 }, '"x\ny\na,b\n1,2\n', ['a|b', '1|2']],
  ['before lines', { skip_rows_after_header: 1 }, 'a,b\n"x\n1,2\n', ['a|b', '1|2']],
  ['generated', { header_definition: { header_definition_type: 'Autogenerated' } }, '1,2\n', ['f0|f1', '1|2']],
  [
    'given',
    { header_definition: { header_definition_type: 'User Provided', column_names: ['x', 'y'] }, skip_rows_before_header: 1 },
    'a\n1,2\n',
    ['x|y', '1|2'],
  ],
  ['alone', {}, 'a,b\n', []],
  ['of an empty file', {}, '', []],
]

test.each(HEADS)('header: %s', async (_about, options, text, expected) => {
  for (const [, how] of WAYS)
    for (const cut of [whole, bytewise]) {
      const { data, errors, stopped } = await read(text, { options, how, cut })
      const records = data.map((line) => JSON.parse(line) as Record<string, string>)
      const [first] = records
      expect(first === undefined ? [] : [Object.keys(first).join('|'), ...records.map((row) => Object.values(row).join('|'))]).toEqual(
        expected,
      )
      expect([errors, stopped]).toEqual([[], undefined])
    }
})

test('the whole row in data', async () => {
  for (const [, how] of WAYS) {
    const { data } = await read('a,_ab_source_file_url\n1,2\n', { how, plan: { schemaless: true } })
    expect(data).toEqual(['{"data":{"a":"1","_ab_source_file_url":"2"}}'])
  }
})

test('leaving early closes the source', async () => {
  let closed = 0
  const endless = {
    ...fileOf(Buffer.alloc(0)),
    async *stream() {
      try {
        yield Buffer.from('a,b\n')
        for (;;) yield await Promise.resolve(Buffer.from('1,2\n'.repeat(10_000)))
      } finally {
        closed++
      }
    },
  }
  const options = csv.options({})
  const plan: RowPlan = { schemaless: true, policy: 'Emit Record', columns: new Map(), resolve: () => Promise.resolve([]) }
  const quiet = { report: () => undefined, skipped: () => undefined, misfit: () => undefined }
  for await (const block of csv.read(endless, options, { frame: { stream: 's', uri: 'a', modified: 'm' }, plan, ...quiet })) {
    expect(block.records).toBeGreaterThan(0)
    break
  }
  await csv.probe(endless, options)
  await csv.infer(endless, options)
  expect(closed).toBe(3)
})
