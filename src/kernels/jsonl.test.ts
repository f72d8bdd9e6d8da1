/** The kernel against the slow way, which defines what is right, on inputs of all kinds, fed in pieces of all sizes. */
import { isUtf8 } from 'node:buffer'
import { expect, test } from '@jest/globals'
import { borrowMachine } from '../formats/jsonl/machine.js'
import { createWalker } from '../formats/jsonl/walker.js'
import { readRecords, type ReadOptions } from '../formats/jsonl/read.js'
import type { RowPlan } from '../schema/plan.js'

const plan: RowPlan = { schemaless: false, policy: 'Emit Record', columns: new Map(), resolve: () => Promise.resolve([]) }

/** A seeded source of whole numbers below n (xorshift). */
function dice(seed: number): (n: number) => number {
  let s = seed >>> 0 || 1
  return (n) => {
    s ^= s << 13
    s ^= s >>> 17
    s ^= s << 5
    return (s >>> 0) % n
  }
}

type Cut = (bytes: Buffer) => Iterable<Buffer>

async function read(bytes: Buffer, cut: Cut, options: ReadOptions): Promise<{ text: string; errors: string[] }> {
  const source = {
    uri: 'a.jsonl',
    size: bytes.length,
    async *stream() {
      for (const piece of cut(bytes)) yield await Promise.resolve(Buffer.from(piece))
    },
    slice: () => Promise.reject(new Error('not asked for')),
  }
  const errors: string[] = []
  const frame = { stream: 's', uri: 'a.jsonl', modified: 'm' }
  const report = (error: Error & { where: { line?: number | undefined } }): void => {
    errors.push(`${error.where.line}: ${error.message}`)
  }
  const blocks: Buffer[] = []
  const context = { frame, plan, report, skipped: () => undefined, misfit: () => undefined }
  for await (const block of readRecords(source, context, options)) blocks.push(Buffer.from(block.bytes))
  return {
    text: Buffer.concat(blocks)
      .toString('latin1')
      .replace(/"emitted_at":\d+/g, ''),
    errors,
  }
}

const whole: Cut = (bytes) => [bytes]
function* bytewise(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at++) yield bytes.subarray(at, at + 1)
}
const random = (roll: (n: number) => number): Cut =>
  function* (bytes) {
    for (let at = 0; at < bytes.length;) {
      const length = roll(60)
      yield bytes.subarray(at, at + length)
      at += length
    }
  }

const STRINGS = [
  '',
  'a',
  'name',
  'x'.repeat(15),
  'x'.repeat(16),
  'y'.repeat(40),
  'é漢🙂',
  '"',
  '\\',
  '\n\t\u0001',
  '_ab_source_file_url',
  '_ab_source',
  '}',
  '{"a":1}',
]
const NUMBERS = [
  '0',
  '-0',
  '7',
  '-12',
  '1.5',
  '-0.25',
  '1e5',
  '1E+400',
  '2.5e-3',
  '123456789012345',
  '1234567890123456',
  '12345678.12345678',
  '0.1234567890123',
  '0.12345678901234567890',
]

function value(roll: (n: number) => number, depth: number): string {
  const kind = roll(depth > 3 ? 8 : 12)
  if (kind < 3) return text(roll)
  if (kind < 6) return NUMBERS[roll(NUMBERS.length)] ?? ''
  if (kind < 8) return ['true', 'false', 'null', '{}', '[]', '"\\ud83d\\uDE42"', '"\\u00e9\\/"', '[ ]'][roll(8)] ?? ''
  return kind < 10 ? object(roll, depth + 1) : `[${list(roll, () => value(roll, depth + 1))}]`
}

const text = (roll: (n: number) => number): string => JSON.stringify(STRINGS[roll(STRINGS.length)] ?? '')
const space = (roll: (n: number) => number): string => (roll(12) === 0 ? (['  ', '\t', ' \t '][roll(3)] ?? '') : '')

function list(roll: (n: number) => number, item: () => string): string {
  return Array.from({ length: roll(5) }, () => space(roll) + item() + space(roll)).join(',')
}

function object(roll: (n: number) => number, depth: number): string {
  return `{${list(roll, () => `${text(roll)}${space(roll)}:${space(roll)}${value(roll, depth)}`)}}`
}

function file(roll: (n: number) => number): Buffer {
  const ends = ['\n', '\n', '\n', '\n', '\r\n', '\n\n', ' \n', '\r', '']
  const shape = object(roll, 0) // some files have records of one shape
  const lines = Array.from({ length: 1 + roll(12) }, () => space(roll) + (roll(3) > 0 ? shape : object(roll, 0)))
  return Buffer.from(lines.map((line) => line + (roll(4) > 0 ? '\n' : (ends[roll(ends.length)] ?? ''))).join(''))
}

/** Turns, inserts or removes bytes, most of them such as mean something to JSON. */
function mutate(bytes: Buffer, roll: (n: number) => number): Buffer {
  let mutated = bytes
  for (let count = roll(4); count > 0; count--) {
    const at = roll(mutated.length + 1)
    const byte = roll(4) > 0 ? Buffer.from('{}[]",:\\ \n\r\t0123456789.-+eEtfnu\u0000_d8'[roll(40)] ?? 'x') : Buffer.from([roll(256)])
    mutated = Buffer.concat([mutated.subarray(0, at), roll(3) > 0 ? byte : Buffer.alloc(0), mutated.subarray(at + roll(3))])
  }
  return roll(5) === 0 ? mutated.subarray(0, roll(mutated.length + 1)) : mutated
}

test('fast and slow say the same of thousands of files, good and damaged, in any pieces', async () => {
  let records = 0
  let bad = 0
  for (let seed = 1; seed <= 3000; seed++) {
    const roll = dice(seed * 7919)
    const bytes = mutate(file(roll), roll)
    const slow = await read(bytes, whole, { slow: true })
    records += slow.text.split('\n').length - 1
    bad += slow.errors.length
    const cut = [whole, bytewise, random(roll)][seed % 3] ?? whole
    const size = seed % 2 === 0 ? { size: 1 + roll(200) } : {}
    expect([seed, await read(bytes, cut, size)]).toEqual([seed, slow])
  }
  expect(records).toBeGreaterThan(9000)
  expect(bad).toBeGreaterThan(1000)
})

const parsed = (line: string): string | undefined => {
  try {
    const record: unknown = JSON.parse(line)
    return typeof record === 'object' && record !== null && !Array.isArray(record) ? JSON.stringify(record) : undefined
  } catch {
    return undefined
  }
}
const dataOf = ({ text: lines }: { text: string }): string[] =>
  Buffer.from(lines, 'latin1')
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const { record } = JSON.parse(line.replace(/,\}\}$/, '}}')) as { record: { data: Record<string, unknown> } }
      const { _ab_source_file_last_modified, _ab_source_file_url, ...data } = record.data
      expect([_ab_source_file_last_modified, _ab_source_file_url]).toEqual(['m', 'a.jsonl'])
      return JSON.stringify(data)
    })

test('one damaged line costs no other', async () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const roll = dice(seed * 104729)
    const lines = Array.from({ length: 2 + roll(6) }, (_, i) => `{"id":${i},"v":${value(roll, 0)},"w":[${value(roll, 2)}]}`)
    const which = roll(lines.length)
    const kept = lines.filter((_, i) => i !== which).map(parsed)
    const damaged = lines.map((line, i) => (i === which ? mutate(Buffer.from(line), roll) : Buffer.from(line)))
    const bytes = Buffer.concat(damaged.flatMap((line) => [line, Buffer.from('\n')]))
    const got = dataOf(await read(bytes, whole, {}))
    expect([seed, got.filter((record) => kept.includes(record))]).toEqual([seed, expect.arrayContaining(kept)])
  }
})

test('what the kernel takes is what JSON.parse takes', async () => {
  let taken = 0
  for (let seed = 1; seed <= 3000; seed++) {
    const roll = dice(seed * 15485863)
    const line = mutate(Buffer.from(object(roll, 0)), roll).toString('latin1')
    const expected = /[\r\n]|\\ud[89a-f]|[^ -~]/i.test(line) ? undefined : parsed(line)
    if (expected === undefined || line.includes('_ab_source_file')) continue
    taken++
    expect([seed, dataOf(await read(Buffer.from(`${line}\n`), whole, {}))]).toEqual([seed, [expected]])
  }
  expect(taken).toBeGreaterThan(300)
})

test('plain lines are the kernel’s own, and it stops before the first other one', () => {
  const plain = ['{"a":1}', ' {"a" : [1.5e3,{}] } \r', '', '\r', '{"\\u00e9":"\\ud83d\\ude42"}', `{"a":${'['.repeat(50)}${']'.repeat(50)}}`]
  const declined = [
    '{}',
    '[1]',
    'x',
    '{"a":1',
    '{"a":01}',
    '{"a":1}{"a":2}',
    '{"a":\r1}',
    '{"a":"\\ud83d"}',
    '{"_ab_source_file_url":1}',
    '{"\\u005fab":1}',
  ]
  const machine = borrowMachine()
  machine.frame({ before: Buffer.from('<'), after: Buffer.from('>'), empty: Buffer.from('-') })
  for (const line of declined) {
    const text = [...plain, line, ...plain, ''].join('\n')
    const bytes = machine.memory(text.length + 100)
    const region = { bytes, at: 0, end: Buffer.from(text).copy(bytes), last: true, full: false }
    const before = Buffer.byteLength(`${plain.join('\n')}\n`)
    expect([line, machine.scan(region), region.at]).toEqual([line, { records: 4, lines: 6 }, before])
    expect(Buffer.from(machine.take()).toString()).toMatch(/^<"a":1><"a" : \[1.5e3,\{\}\] >/)
  }
  machine.giveBack()
})

/** How many records the definition finds in a stretch; undefined: not every line is in order. */
function defined(bytes: Buffer): number | undefined {
  let bad = 0
  const walker = createWalker(() => bad++)
  const region = { bytes, at: 0, end: bytes.length, last: true, full: false }
  let records = 0
  while (walker.next(region)) records++
  walker.finish()
  return bad === 0 ? records : undefined
}

test('with any byte put anywhere, the kernel takes nothing that the definition does not', () => {
  const lines = [
    '{"a":"\\ud83d\\ude42x\\u00e9\\n","b":[-10.5e+3,true,null,false]}',
    '{"long key of more than 16":{"k" : 0.1234567890123456,"l":1234567890123456} , "x":[[],{}]}\r',
    '{"n":0,"m":-0.0,"o":1E9,"p":"\\uD83D\\uDE42","s":"sixteen bytes ..and more"}',
  ]
  const machine = borrowMachine()
  machine.frame({ before: Buffer.from('<'), after: Buffer.from('>'), empty: Buffer.from('-') })
  let taken = 0
  const check = (text: Buffer): void => {
    const bytes = machine.memory(1000)
    bytes.set(text)
    const region = { bytes, at: 0, end: text.length, last: true, full: false }
    const { records } = machine.scan(region)
    machine.take()
    if (records === 0 || !isUtf8(text)) return
    taken += records
    if (defined(text.subarray(0, region.at)) !== records) throw new Error(`taken: ${text.toString('latin1')}`)
  }
  for (const line of lines.map((text) => Buffer.from(`${text}\n`)))
    for (let at = 0; at < line.length; at++)
      for (let byte = 0; byte < 256; byte++) {
        check(Buffer.concat([line.subarray(0, at), Buffer.from([byte]), line.subarray(at)]))
        check(Buffer.concat([line.subarray(0, at), Buffer.from([byte]), line.subarray(at + 1), line]))
      }
  machine.giveBack()
  expect(taken).toBeGreaterThan(20_000)
})
