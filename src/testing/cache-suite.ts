/** What every cache must do. Each test has a store of its own. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import fs from 'node:fs'
import path from 'node:path'
import type { Cache, Row, TablePlan } from '../caches/cache.js'
import type { StateMessage } from '../protocol/messages.js'
import { globalState, planOf, segmentFolder, stateOf, type SegmentFolder } from './segments.js'

/** A place that caches keep their tables in. */
export interface CacheStore {
  /** Opens it again and again; what was committed is there. */
  connect(): Cache
  remove(): Promise<void>
}

export function cacheSuite(name: string, newStore: () => Promise<CacheStore>): void {
  describe(name, () => {
    let store: CacheStore
    let cache: Cache
    let folder: SegmentFolder

    beforeEach(async () => {
      folder = segmentFolder()
      store = await newStore()
      cache = store.connect()
    })
    afterEach(async () => {
      await cache[Symbol.asyncDispose]()
      await store.remove()
      folder.remove()
    })

    const ORDERS = { id: 'integer', text: 'string' } as const
    const rows = async (stream: string): Promise<readonly Row[]> => cache.stream(stream).toArray()
    const pairs = async (stream = 'orders'): Promise<readonly unknown[]> =>
      (await rows(stream)).map(({ id, text }) => [id, text]).sort((a, b) => String(a[0]).localeCompare(String(b[0])))

    /** One sync of one stream, each batch with a state of its own. */
    async function sync(plan: TablePlan, batches: readonly (readonly string[])[], source = 'source'): Promise<void> {
      const session = await cache.open(source, [plan])
      for (const [k, data] of batches.entries()) {
        if (data.length > 0) await session.load(folder.write(plan, data))
        await session.commit([stateOf(plan.stream, k)])
      }
      await session.complete(plan.stream)
      await session[Symbol.asyncDispose]()
    }

    test('rows are appended, each with its id and time', async () => {
      const plan = planOf('orders', ORDERS)
      await sync(plan, [['{"id":1,"text":"one"}', '{"id":2}']])
      await sync(plan, [['{"id":1,"text":"again"}']])
      const all = await rows('orders')
      expect(all.map(({ id, text }) => [id, text])).toEqual(
        expect.arrayContaining([
          [1, 'one'],
          [2, null],
          [1, 'again'],
        ]),
      )
      expect(new Set(all.map((row) => row._airbyte_raw_id)).size).toBe(3)
      for (const row of all) {
        expect(row._airbyte_raw_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        expect(row).toMatchObject({ _airbyte_extracted_at: '2023-11-14T22:13:20.123000', _airbyte_meta: {} })
      }
    })

    test('rows and their state become visible together', async () => {
      const plan = planOf('orders', ORDERS)
      const session = await cache.open('source', [plan])
      await session.load(folder.write(plan, ['{"id":1}']))
      expect(await cache.stream('orders').count()).toBe(0)
      expect(await cache.states('source')).toEqual([])
      await session.commit([stateOf('orders', 1), stateOf('orders', 2)])
      expect(await cache.stream('orders').count()).toBe(1)
      expect(await cache.states('source')).toEqual([stateOf('orders', 2)])
      await session.load(folder.write(plan, ['{"id":2}']))
      await session[Symbol.asyncDispose]()
      expect(await pairs()).toEqual([[1, null]])
      expect(await cache.states('source')).toEqual([stateOf('orders', 2)])
    })

    test('what was committed is there when the cache is opened again', async () => {
      await sync(planOf('orders', ORDERS), [['{"id":1,"text":"one"}']])
      await cache[Symbol.asyncDispose]()
      cache = store.connect()
      expect(await cache.states('source')).toEqual([stateOf('orders', 0)])
      expect(await pairs()).toEqual([[1, 'one']])
    })

    test('merged: of the rows with one key the newest stays, also within a segment', async () => {
      const plan = planOf('orders', ORDERS, { mode: 'merge', primaryKey: ['id'] })
      await sync(plan, [
        ['{"id":1,"text":"a"}', '{"id":2,"text":"b"}', '{"id":1,"text":"c"}'],
        ['{"id":2,"text":"d"}', '{"id":3,"text":"e"}'],
      ])
      expect(await pairs()).toEqual([
        [1, 'c'],
        [2, 'd'],
        [3, 'e'],
      ])
      await sync(plan, [['{"id":3,"text":"f"}', '{"id":3}', '{"id":4,"text":"g"}']])
      expect(await pairs()).toEqual([
        [1, 'c'],
        [2, 'd'],
        [3, null],
        [4, 'g'],
      ])
    })

    test('merged: two segments in one transaction, and keys of several columns', async () => {
      const plan = planOf('orders', { ...ORDERS, part: 'string' }, { mode: 'merge', primaryKey: ['id', 'part'] })
      const session = await cache.open('source', [plan])
      await session.load(folder.write(plan, ['{"id":1,"part":"x","text":"a"}', '{"id":1,"part":"y","text":"b"}']))
      await session.load(folder.write(plan, ['{"id":1,"part":"x","text":"c"}']))
      await session.commit([])
      await session[Symbol.asyncDispose]()
      expect((await rows('orders')).map(({ part, text }) => `${String(part)}${String(text)}`).sort()).toEqual(['xc', 'yb'])
    })

    test('merged: a row without a key takes no other’s place', async () => {
      const plan = planOf('orders', ORDERS, { mode: 'merge', primaryKey: ['id'] })
      await sync(plan, [['{"text":"a"}', '{"text":"b"}', '{"id":"wrong","text":"c"}']])
      expect((await rows('orders')).map(({ text }) => text).sort()).toEqual(['a', 'b', 'c'])
    })

    test('replaced: hidden until complete, then in place of the old rows, with its state', async () => {
      const plan = planOf('orders', ORDERS, { mode: 'replace' })
      await sync(plan, [['{"id":1,"text":"old"}'], ['{"id":2,"text":"old"}']])
      expect(await pairs()).toEqual([
        [1, 'old'],
        [2, 'old'],
      ])
      expect(await cache.states('source')).toEqual([stateOf('orders', 1)])
      const session = await cache.open('source', [plan])
      await session.load(folder.write(plan, ['{"id":3,"text":"new"}']))
      await session.commit([stateOf('orders', 7)])
      expect(await cache.stream('orders').count()).toBe(2)
      expect(await cache.states('source')).toEqual([stateOf('orders', 1)])
      await session.complete('orders')
      expect(await pairs()).toEqual([[3, 'new']])
      expect(await cache.states('source')).toEqual([stateOf('orders', 7)])
      await session[Symbol.asyncDispose]()
    })

    test('replaced: what did not come to its end leaves the old rows', async () => {
      const plan = planOf('orders', ORDERS, { mode: 'replace' })
      await sync(plan, [['{"id":1,"text":"old"}']])
      const session = await cache.open('source', [plan])
      await session.load(folder.write(plan, ['{"id":2,"text":"half"}']))
      await session.commit([stateOf('orders', 7)])
      await session[Symbol.asyncDispose]()
      expect(await pairs()).toEqual([[1, 'old']])
      expect(await cache.states('source')).toEqual([stateOf('orders', 0)])
      await sync(plan, [['{"id":3,"text":"new"}']])
      expect(await pairs()).toEqual([[3, 'new']])
    })

    test('replaced: also by nothing', async () => {
      const plan = planOf('orders', ORDERS, { mode: 'replace' })
      await sync(plan, [['{"id":1}']])
      await sync(plan, [[]])
      expect(await cache.stream('orders').count()).toBe(0)
    })

    test('a stream that is replaced does not hold up another', async () => {
      const [users, orders] = [planOf('users', ORDERS, { mode: 'replace' }), planOf('orders', ORDERS)]
      const session = await cache.open('source', [users, orders])
      await session.load(folder.write(users, ['{"id":1}']))
      await session.load(folder.write(orders, ['{"id":2}']))
      await session.commit([stateOf('users', 1), stateOf('orders', 1)])
      expect(await pairs('orders')).toEqual([[2, null]])
      expect(await cache.states('source')).toEqual([stateOf('orders', 1)])
      await session.load(folder.write(orders, ['{"id":3}']))
      await session.complete('users')
      await session.commit([])
      expect(await pairs('users')).toEqual([[1, null]])
      expect(await cache.states('source')).toEqual([stateOf('orders', 1), stateOf('users', 1)])
      await session[Symbol.asyncDispose]()
    })

    test('states are kept by source, forgotten on demand, and may be of everything', async () => {
      const plan = planOf('orders', ORDERS)
      const save = async (source: string, state: StateMessage, fresh = false): Promise<void> => {
        const session = await cache.open(source, [plan], { fresh })
        await session.commit([state])
        await session[Symbol.asyncDispose]()
      }
      await save('one', stateOf('orders', 1))
      await save('two', stateOf('orders', 2))
      await save('three', globalState(3, 'orders', 'users'))
      expect(await cache.states('one')).toEqual([stateOf('orders', 1)])
      expect(await cache.states('two')).toEqual([stateOf('orders', 2)])
      expect(await cache.states('three')).toEqual([globalState(3, 'orders', 'users')])
      for (const source of ['one', 'two', 'three']) await (await cache.open(source, [plan], { fresh: true }))[Symbol.asyncDispose]()
      expect(await cache.states('one')).toEqual([])
      expect(await cache.states('three')).toEqual([globalState(3, 'users')])
    })

    test('columns are added and widened, and no value is lost', async () => {
      const big = '123456789012345678'
      await sync(planOf('orders', { id: 'integer', a: 'integer', d: 'date' }), [[`{"id":1,"a":${big},"d":"2024-02-29"}`]])
      await sync(planOf('orders', { id: 'integer', a: 'number', d: 'timestamptz' }), [
        ['{"id":2,"a":0.000000001,"d":"2024-03-01T12:00:00Z"}'],
      ])
      await sync(planOf('orders', { id: 'integer', a: 'string', b: 'json' }), [['{"id":3,"a":"text","b":{"k":[1]}}']])
      await sync(planOf('orders', { id: 'integer', a: 'integer' }), [['{"id":4,"a":5}']])
      const found = new Map((await rows('orders')).map((row) => [row.id, row]))
      expect([1, 2, 3, 4].map((id) => found.get(id)?.a)).toEqual([big, '0.000000001', 'text', '5'])
      expect([1, 2, 3, 4].map((id) => found.get(id)?.b)).toEqual([null, null, { k: [1] }, null])
      expect([1, 2].map((id) => String(found.get(id)?.d).slice(0, 19))).toEqual(['2024-02-29T00:00:00', '2024-03-01T12:00:00'])
    })

    test('values arrive as they were, and what a column cannot hold is in the meta column', async () => {
      const types = { i: 'integer', n: 'number', s: 'string', j: 'json', t: 'timestamp', b: 'boolean', c: 'time', d: 'date' } as const
      const data =
        '{"i":9223372036854775807,"n":123456789.123456789,"s":"\\u0000\\ud83d\\ude00\'\\"","j":{"z":1.50,"a":null},"t":"2024-01-31T10:00:00.5+02:00","b":false,"c":"10:00:00","d":"1969-07-20"}'
      await sync(planOf('orders', types), [[data, '{"i":1.5,"more":[1]}']])
      const found = await rows('orders')
      expect(found.find(({ i }) => i !== null)).toMatchObject({
        i: 9223372036854775807n,
        n: '123456789.123456789',
        s: '\u0000😀\'"',
        j: { z: 1.5, a: null },
        t: '2024-01-31T08:00:00.500000',
        b: false,
        c: '10:00:00',
        d: '1969-07-20',
      })
      const meta = found.find(({ i }) => i === null)?._airbyte_meta as { readonly changes: readonly Row[] }
      expect(meta.changes.map(({ field, change, value }) => [field, change, value])).toEqual([
        ['i', 'NULLED', '1.5'],
        ['more', 'NULLED', '[1]'],
      ])
    })

    test('a stream may have any name', async () => {
      const plan = planOf('Ärger "mit" \'Namen\'; --', ORDERS, { table: '_rger__mit___namen_____' })
      await sync(plan, [['{"id":1}']])
      expect(await pairs(plan.stream)).toEqual([[1, null]])
      expect((await cache.query('SELECT count(*) AS n FROM _rger__mit___namen_____')).rows).toEqual([[1]])
    })

    test('rows of another source are not replaced', async () => {
      const plan = planOf('orders', ORDERS, { mode: 'replace' })
      await sync(plan, [['{"id":1}']], 'one')
      await expect(sync(plan, [['{"id":2}']], 'two')).rejects.toMatchObject({ code: 'table_of_other_source' })
      expect(await pairs()).toEqual([[1, null]])
    })

    test('a dataset is counted, narrowed, and read in several ways', async () => {
      const data = Array.from({ length: 5000 }, (_, id) => `{"id":${id},"text":"row ${id}"}`)
      await sync(planOf('orders', ORDERS), [data])
      const dataset = cache.stream('orders')
      expect(await dataset.count()).toBe(5000)
      const few = dataset.where('id >= ?', [4990]).where('text <> ? -- a comment', ['row 4999'])
      expect(await few.count()).toBe(9)
      expect((await few.toArray()).map(({ id }) => Number(id)).sort()).toEqual([4990, 4991, 4992, 4993, 4994, 4995, 4996, 4997, 4998])
      let seen = 0
      for await (const row of dataset) {
        expect(row.text).toBe(`row ${String(row.id)}`)
        if (++seen === 100) break
      }
      expect((await dataset.columns()).map(({ name: column }) => column)).toEqual([
        'id',
        'text',
        '_airbyte_raw_id',
        '_airbyte_extracted_at',
        '_airbyte_meta',
      ])
      const documents = []
      for await (const document of few.where('id = 4990').toDocuments({ title: 'text', content: ['id'], metadata: ['id'] }))
        documents.push(document)
      expect(documents).toMatchObject([{ pageContent: '# row 4990\n\n4990', metadata: { id: 4990 } }])
    })

    test('a dataset goes to a Parquet file', async () => {
      await sync(planOf('orders', ORDERS), [['{"id":1,"text":"one"}', '{"id":2}']])
      const file = path.join(folder.path, "o'rders.parquet")
      await cache.stream('orders').where('id > $1', [1]).toParquet(file)
      expect(fs.readFileSync(file).subarray(0, 4).toString()).toBe('PAR1')
    })

    test('queries take parameters, and errors are the user’s', async () => {
      expect(await cache.query('SELECT $1 AS a, $2 AS b', ["it's", null])).toEqual({ columns: ['a', 'b'], rows: [["it's", null]] })
      await expect(cache.query('SELECT nothing')).rejects.toMatchObject({ code: 'query_failed' })
      await expect(cache.stream('unknown').count()).rejects.toMatchObject({ code: 'no_such_stream' })
    })

    test('a segment of a stream that is not in the session is refused', async () => {
      const session = await cache.open('source', [planOf('orders', ORDERS)])
      await expect(session.load(folder.write(planOf('users', ORDERS), ['{"id":1}']))).rejects.toMatchObject({ code: 'no_such_table' })
      await session[Symbol.asyncDispose]()
    })
  })
}
