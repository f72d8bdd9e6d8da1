/** Lines with any bytes turned, put in or taken out: the kernel takes nothing that the slow way does not, and gives what it gives. */
import { expect, test } from '@jest/globals'
import { planOf } from '../testing/segments.js'
import { spooled } from '../testing/spooled.js'

const plan = planOf('all', {
  s: 'string',
  i: 'integer',
  n: 'number',
  b: 'boolean',
  d: 'date',
  t: 'timestamp',
  z: 'timestamptz',
  c: 'time',
  j: 'json',
})

const LINES = [
  '{"s":"te\\u00e9\\n\\ud83d\\ude42xt","i":-12345,"n":-123.456,"b":true,"d":"2024-02-29","t":"2024-01-31T10:11:12.123456","j":{"a":[1.10,{"b":null}],"c":"x\\"y"}}',
  '{"j":[], "i" : 9223372036854775807,"n":12345678901234567890123456789.123456789,"s":{"a":[true,false,null]},"z":"2024-01-31T10:11:12+02:00","c":"10:11:12.5"}',
  '{}',
].map((data) => `{"type":"RECORD","record":{"stream":"all","data":${data},"emitted_at":1700000000000}}`)

/** A seeded source of whole numbers below n (xorshift). */
function dice(seed: number): (n: number) => number {
  let s = seed
  return (n) => {
    s ^= s << 13
    s ^= s >>> 17
    s ^= s << 5
    return (s >>> 0) % n
  }
}

const BYTES = '{}[]",:\\ \t0123456789.-+eEtfnuTZ:_aNI\u0001\r'

function mutated(text: string, roll: (n: number) => number): Buffer {
  let line = Buffer.from(text)
  for (let count = roll(4); count > 0; count--) {
    const at = 1 + roll(line.length)
    const put = roll(5) > 0 ? BYTES.charCodeAt(roll(BYTES.length)) : roll(256)
    if (put !== 10) line = Buffer.concat([line.subarray(0, at), Buffer.from(roll(3) > 0 ? [put] : []), line.subarray(at + roll(3))])
  }
  return line
}

const END = Buffer.from('\n')
/** A field more in the envelope, which the kernel does not know. */
const AROUND = Buffer.from('{"more":0,')

test('the kernel and the slow way say the same of thousands of damaged lines', async () => {
  const roll = dice(7919)
  const lines = Array.from({ length: 8000 }, () => mutated(LINES[roll(LINES.length)] ?? '', roll))
  const fast = await spooled([plan], [Buffer.concat(lines.flatMap((line) => [line, END]))])
  const slow = await spooled([plan], [Buffer.concat(lines.flatMap((line) => [AROUND, line.subarray(1), END]))])
  expect(fast.rows).toEqual(slow.rows)
  expect(fast.messages.map((line) => `{"more":0,${line.slice(1)}`)).toEqual(slow.messages)
  expect(fast.counted.all).toBeGreaterThan(2000)
  expect(fast.messages.length).toBeGreaterThan(2000)
})
