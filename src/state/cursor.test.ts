import { expect, test } from '@jest/globals'
import type { JsonObject } from '../protocol/messages.js'
import { Cursor, type File } from './cursor.js'
import { FULL, LIMIT } from './history.js'
import { timeText } from './time.js'

const NOW = Date.parse('2026-06-01T00:00:00Z')
const DAY = 86_400_000
const T = Date.parse('2026-01-02T00:00:00Z')
const file = (uri: string, modified: number | string): File => ({
  uri,
  modified: typeof modified === 'string' ? Date.parse(modified) : modified,
})
const start = (state: JsonObject | undefined, daysToSync = 3, now = NOW): Cursor => Cursor.fromState(state, { daysToSync, now })
const historyOf = (state: JsonObject): Record<string, string> => state.history as Record<string, string>

/** One sync over a bucket: the uris that were read, and the state after it. */
function sync(
  bucket: readonly File[],
  state: JsonObject | undefined,
  options: { days?: number; now?: number; fails?: ReadonlySet<string> } = {},
) {
  const cursor = start(state, options.days, options.now)
  const chosen = bucket.filter((split) => cursor.shouldRead(split).read).sort((a, b) => a.modified - b.modified)
  for (const split of chosen) {
    if (options.fails?.has(split.uri) === true) cursor.failed(split)
    else cursor.completed(split)
  }
  return { read: chosen.map(({ uri }) => uri), state: cursor.toState() }
}

const fullHistory = (count: number): JsonObject => ({
  history: Object.fromEntries(Array.from({ length: count }, (_, n) => [`old/${String(n).padStart(5, '0')}.csv`, timeText(T)])),
})

test.each([
  ['no state', undefined, { read: true }],
  ['an empty state', {}, { read: true }],
  ['a cursor only', { _ab_source_file_last_modified: '2999-01-01T00:00:00.000000Z_z.csv' }, { read: true }],
  ['an odd cursor', { _ab_source_file_last_modified: '2999-01-01T00:00:00+0000' }, { read: true }],
  ['the same time', { history: { 'a.csv': '2026-01-02T00:00:00.000000Z' } }, { read: false, reason: 'known' }],
  ['an older time', { history: { 'a.csv': '2026-01-01T23:59:59.999999Z' } }, { read: true }],
  ['a newer time', { history: { 'a.csv': '2026-01-02T00:00:00.000001Z' } }, { read: false, reason: 'older-than-known' }],
  ['other files', { history: { 'b.csv': '2027-01-01T00:00:00.000000Z' } }, { read: true }],
  ['a later minimum', { v3_min_sync_date: '2026-01-02T00:00:00.000001Z' }, { read: false, reason: 'before-v3-min' }],
  ['an equal minimum', { v3_min_sync_date: '2026-01-02T00:00:00.000000Z' }, { read: true }],
  ['a full refresh before', { __ab_no_cursor_state_message: true }, { read: true }],
])('a file of 2026-01-02 after %s', (_, state, decision) => {
  expect(start(state).shouldRead(file('a.csv', T))).toEqual(decision)
})

test.each([
  ['state_time', { history: { 'a.csv': '2026-01-01T00:00:00Z' } }],
  ['state_time', { history: { 'a.csv': '2026-13-01T00:00:00.000000Z' } }],
  ['state_time', { history: { '2026-01-01': ['a.csv'] } }],
  ['state_time', { v3_min_sync_date: 'yesterday' }],
  ['state_form', { history: ['a.csv'] }],
  ['state_form', { history: { '2026-01-01': [1] }, _ab_source_file_last_modified: '2026-01-02T00:00:00Z' }],
])('refuses a state it cannot understand: %s %j', (code, state) => {
  expect(() => start(state)).toThrow(expect.objectContaining({ code, failureType: 'system_error' }))
})

test('the state names the files and, as cursor, the newest by time and key', () => {
  const cursor = start({ history: { 'a.csv': '2026-01-01T00:00:00.000000Z' }, something: 1 })
  expect(cursor.toState()).toEqual({
    history: { 'a.csv': '2026-01-01T00:00:00.000000Z' },
    _ab_source_file_last_modified: '2026-01-01T00:00:00.000000Z_a.csv',
  })
  cursor.completed(file('\u{1f600}.csv', T + 1))
  cursor.completed(file('\uffee.csv', T + 1))
  cursor.completed(file('__proto__', T))
  expect(JSON.stringify(cursor.toState())).toBe(
    '{"history":{"a.csv":"2026-01-01T00:00:00.000000Z","\u{1f600}.csv":"2026-01-02T00:00:00.001000Z",' +
      '"\uffee.csv":"2026-01-02T00:00:00.001000Z","__proto__":"2026-01-02T00:00:00.000000Z"},' +
      '"_ab_source_file_last_modified":"2026-01-02T00:00:00.001000Z_\u{1f600}.csv"}',
  )
  expect(start({}).toState()).toEqual({ history: {}, _ab_source_file_last_modified: null })
})

test('a state of version 3 reads the last hour again and nothing older, now and later', () => {
  const bucket = [
    file('early.csv', '2026-01-01T10:00:00Z'),
    file('before.csv', '2026-01-02T10:00:00Z'),
    file('in.csv', '2026-01-02T11:30:00Z'),
    file('new.csv', '2026-01-02T13:00:00Z'),
  ]
  const v3 = {
    history: { '2026-01-01': ['early.csv', 'before.csv'], '2026-01-02': ['before.csv', 'in.csv'], '2026-01-03': ['future.csv'] },
    _ab_source_file_last_modified: '2026-01-02T12:00:00Z',
    schema: '{}',
  }
  const first = sync(bucket, v3)
  expect(first.read).toEqual(['in.csv', 'new.csv'])
  expect(first.state).toEqual({
    history: {
      'early.csv': '2026-01-01T23:59:59.999999Z',
      'before.csv': '2026-01-02T12:00:00.000000Z',
      'in.csv': '2026-01-02T11:30:00.000000Z',
      'future.csv': '2026-01-03T00:00:00.000000Z',
      'new.csv': '2026-01-02T13:00:00.000000Z',
    },
    _ab_source_file_last_modified: '2026-01-03T00:00:00.000000Z_future.csv',
    v3_min_sync_date: '2026-01-02T11:00:00.000000Z',
  })
  expect(sync([...bucket, file('late.csv', '2026-01-02T11:15:00Z')], first.state).read).toEqual(['late.csv'])
})

test('a state of version 3 with only a cursor', () => {
  const state = { history: {}, _ab_source_file_last_modified: '2026-01-02T12:00:00Z' }
  expect(start(state).toState()).toEqual({
    history: {},
    _ab_source_file_last_modified: null,
    v3_min_sync_date: '2026-01-02T11:00:00.000000Z',
  })
})

const AROUND_T = [file('older.csv', T - DAY), file('aa.csv', T), file('zz.csv', T), file('newer.csv', T + DAY), file('old/00005.csv', T)]

test.each([
  ['a full history', 10_000, 3, ['aa.csv', 'zz.csv', 'newer.csv']],
  ['a nearly full history', 9_999, 3, ['older.csv', 'aa.csv', 'zz.csv', 'newer.csv']],
  ['a full history and a long window', 10_000, 3650, ['older.csv', 'aa.csv', 'zz.csv', 'newer.csv']],
])('%s: each file is read, and none twice', (_, count, days, expected) => {
  const first = sync(AROUND_T, fullHistory(count), { days })
  expect(first.read).toEqual(expected)
  const second = sync([...AROUND_T, file('ab.csv', T)], first.state, { days })
  expect(second.read).toEqual(['ab.csv'])
  expect(sync([...AROUND_T, file('ab.csv', T)], second.state, { days }).read).toEqual([])
})

test('a history of old files of different times keeps the newest ten thousand', () => {
  const bucket = Array.from({ length: FULL + 500 }, (_, n) => file(`f${n}`, T + n))
  const { read, state } = sync(bucket, undefined)
  expect(read).toHaveLength(FULL + 500)
  expect(Object.keys(historyOf(state))).toHaveLength(FULL)
  expect(sync(bucket, state).read).toEqual([])
})

test('within the window more than ten thousand files are remembered, and forgotten when they leave it', () => {
  const bucket = Array.from({ length: FULL + 500 }, (_, n) => file(`f${n}`, NOW - n * 1000))
  const first = sync(bucket, undefined)
  expect(Object.keys(historyOf(first.state))).toHaveLength(FULL + 500)
  expect(sync(bucket, first.state).read).toEqual([])
  const later = sync([...bucket, file('late', NOW - (FULL + 600) * 1000)], first.state)
  expect(later.read).toEqual(['late'])
  const afterTheWindow = sync(bucket, later.state, { now: NOW + 10 * DAY })
  expect(afterTheWindow.read).toEqual([])
  expect(Object.keys(historyOf(afterTheWindow.state))).toHaveLength(FULL)
})

test('a history never grows beyond its limit', () => {
  const cursor = start(undefined)
  for (let n = 0; n < LIMIT + 5_000; n++) cursor.completed(file(`f${n}`, NOW))
  expect(Object.keys(historyOf(cursor.toState()))).toHaveLength(LIMIT)
})

test('a failed file is tried again, even if it is older than a full history', () => {
  const bucket = Array.from({ length: FULL + 500 }, (_, n) => file(`f${n}`, T + n))
  const first = sync(bucket, undefined, { fails: new Set(['f3', 'f10200']) })
  expect(first.state.unread_files).toEqual({ f3: timeText(T + 3) })
  const second = sync(bucket, first.state, { fails: new Set(['f3']) })
  expect(second.read).toEqual(['f3', 'f10200'])
  const third = sync(bucket, second.state)
  expect(third.read).toEqual(['f3'])
  expect(third.state.unread_files).toBeUndefined()
  expect(sync(bucket, third.state).read).toEqual([])
})

test('a failed file leaves no trace in a state that is not full', () => {
  const cursor = start(undefined)
  cursor.failed(file('a.csv', T))
  cursor.completed(file('b.csv', T))
  expect(Object.keys(cursor.toState())).toEqual(['history', '_ab_source_file_last_modified'])
})

test('the size of the state is told without writing it', () => {
  const cursor = start(fullHistory(100))
  for (let n = 0; n < 1000; n++) cursor.completed(file(`"quoted" ü ${n}`, NOW))
  const real = Buffer.byteLength(JSON.stringify(cursor.toState()))
  expect(Math.abs(cursor.stateBytes - real)).toBeLessThan(100)
})

/** A small generator of numbers below n, the same on every run. */
function random(seed: number): (n: number) => number {
  let x = seed
  return (n) => {
    x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((x / 2 ** 32) * n)
  }
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])('random rounds %i: every version of a file is read once while the history is not full', (seed) => {
  const below = random(seed)
  const bucket = new Map<string, File>()
  let state: JsonObject | undefined
  for (let round = 0; round < 20; round++) {
    const fresh = new Set<string>()
    for (let n = below(30); n > 0; n--) {
      const uri = `f${below(200)}`
      const last = bucket.get(uri)
      const changed = file(uri, last === undefined ? T + below(1000) : last.modified + 1 + below(1000))
      bucket.set(uri, changed)
      fresh.add(uri)
    }
    const result = sync([...bucket.values()], state)
    expect(new Set(result.read)).toEqual(fresh)
    state = JSON.parse(JSON.stringify(result.state)) as JsonObject
  }
})

test.each([1, 2, 3])('random rounds %i: with a full history, each new file and each failed one is read, and none twice', (seed) => {
  const below = random(seed)
  const bucket: File[] = []
  let state: JsonObject | undefined
  let now = T
  let failed = new Set<string>()
  for (let round = 0; round < 8; round++) {
    const [before, beforeFailed] = [bucket.length, failed]
    for (let n = 2500 + below(2000); n > 0; n--) bucket.push(file(`r${round}/${below(1e9)}`, now - below(2 * DAY)))
    const fresh = new Set([...bucket.slice(before).map(({ uri }) => uri), ...beforeFailed])
    failed = new Set([...fresh].filter(() => below(100) === 0))
    const result = sync(bucket, state, { now, fails: failed })
    expect(new Set(result.read)).toEqual(fresh)
    expect(result.read).toHaveLength(fresh.size)
    state = result.state
    now += below(4) * DAY
  }
  expect(Object.keys(historyOf(state ?? {})).length).toBeGreaterThanOrEqual(FULL)
})
