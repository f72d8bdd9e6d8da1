import { afterAll, expect, test } from '@jest/globals'
import { createHash, randomBytes } from 'node:crypto'
import { ConfigError, DataError, TransientError } from '../errors.js'
import { startFaults, type Fault } from '../testing/faults.js'
import { makeBucket, startMinio } from '../testing/minio.js'
import { listSplits } from './list.js'
import { createS3Store, type S3Options } from './s3.js'
import type { ObjectInfo, ObjectStore } from './store.js'

const minio = await startMinio()
afterAll(() => minio.stop())
const bucket = await makeBucket(minio, 'objects')
const bytes = randomBytes(3_000_000)
await bucket.put('big', bytes)

const { accessKeyId, secretAccessKey } = minio
const storeAt = (endpoint: string, more: Partial<S3Options> = {}): ObjectStore =>
  createS3Store({ bucket: 'objects', endpoint, credentials: { kind: 'iam_user', accessKeyId, secretAccessKey }, ...more })

async function find(store: ObjectStore, key: string): Promise<ObjectInfo> {
  for await (const page of store.list(key)) for (const object of page) if (object.key === key) return object
  throw new Error(`no ${key}`)
}

const sha = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex')

async function readAll(store: ObjectStore, object: ObjectInfo, range = { start: 0 }): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of store.read(object, range)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function withFaults<T>(
  faults: readonly Fault[],
  use: (store: ObjectStore, proxy: Awaited<ReturnType<typeof startFaults>>) => Promise<T>,
): Promise<T> {
  const proxy = await startFaults(minio.endpoint, faults)
  try {
    return await use(storeAt(proxy.endpoint, { idleTimeout: 300 }), proxy)
  } finally {
    await proxy.stop()
  }
}

test.each([
  [{ key: 'big', cut: 0, times: 1 }],
  [{ key: 'big', cut: 1, times: 1 }],
  [{ key: 'big', cut: 1_234_567, times: 1 }],
  [{ key: 'big', cut: 1_234_567, times: 1, how: 'rst' as const }],
  [{ key: 'big', cut: 2_999_999, times: 1 }],
  [{ key: 'big', stall: 700_000, times: 1 }],
  [{ key: 'big', status: 503, code: 'SlowDown', times: 2 }],
  [{ key: 'big', silent: true, times: 1 }],
])('a body spoiled by %j is read whole all the same', (fault) =>
  withFaults([fault], async (store, proxy) => {
    const object = await find(store, 'big')
    expect(sha(await readAll(store, object))).toBe(sha(bytes))
    const gets = proxy.requests.filter(({ url }) => url.startsWith('/objects/big'))
    expect(gets.length).toBeGreaterThan(1)
    for (const get of gets) expect(get.ifMatch).toBe(object.etag)
  }),
)

test('a server that is slow, but never silent for long, is waited for', () =>
  withFaults([{ key: 'slow', throttle: 4_000 }], async (store, proxy) => {
    await bucket.put('slow', bytes.subarray(0, 240_000))
    const start = Date.now()
    expect(sha(await readAll(store, await find(store, 'slow')))).toBe(sha(bytes.subarray(0, 240_000)))
    expect(Date.now() - start).toBeGreaterThan(300)
    expect(proxy.requests.filter(({ url }) => url.startsWith('/objects/slow'))).toHaveLength(1)
  }))

test('cut again and again, but always further on', () =>
  withFaults(
    [500_000, 900_000, 1_300_000, 1_700_000, 2_100_000, 2_500_000].map((cut) => ({ key: 'big', cut, times: 1 })),
    async (store) => {
      expect(sha(await readAll(store, await find(store, 'big')))).toBe(sha(bytes))
    },
  ))

test('a body that always ends at the same byte is an error that names the file, never a short file', () =>
  withFaults([{ key: 'big', cut: 1000 }], async (store) => {
    const object = await find(store, 'big')
    await expect(readAll(store, object)).rejects.toMatchObject({ where: { file: 'big' } })
    await expect(readAll(store, object)).rejects.toBeInstanceOf(TransientError)
  }))

test('a byte that changed on its way is told', () =>
  withFaults([{ key: 'checked', corrupt: 5 }], async (store) => {
    const body = Buffer.from('a,b\n1,2\n')
    await bucket.put('checked', body)
    const object = await find(store, 'checked')
    await expect(readAll(store, object)).rejects.toMatchObject({ code: 'checksum', where: { file: 'checked' } })
  }))

test('an object that was changed since the listing is not read as the new one', async () => {
  const store = storeAt(minio.endpoint)
  await bucket.put('changing', 'old')
  const object = await find(store, 'changing')
  await bucket.put('changing', 'new and longer')
  await expect(readAll(store, object)).rejects.toMatchObject({ code: 'object_changed' })
})

test.each([
  [404, 'NoSuchKey', 'object_gone'],
  [403, 'AccessDenied', 'object_denied'],
  [403, 'InvalidObjectState', 'object_archived'],
])('%d %s is a DataError that names the file', (status, code, ours) =>
  withFaults([{ key: 'big', status, code }], async (store) => {
    const reading = readAll(store, await find(store, 'big'))
    await expect(reading).rejects.toBeInstanceOf(DataError)
    await expect(reading).rejects.toMatchObject({ code: ours, where: { file: 'big' } })
  }),
)

test('a range, and no byte at all', async () => {
  const store = storeAt(minio.endpoint)
  const object = await find(store, 'big')
  const chunks: Uint8Array[] = []
  for await (const chunk of store.read(object, { start: 100, end: 200_000 })) chunks.push(chunk)
  expect(sha(Buffer.concat(chunks))).toBe(sha(bytes.subarray(100, 200_000)))
  await bucket.put('empty', '')
  expect(await readAll(store, await find(store, 'empty'))).toHaveLength(0)
})

test('leaving early closes the connection', () =>
  withFaults([], async (store, proxy) => {
    for await (const chunk of store.read(await find(store, 'big'), { start: 0 })) {
      expect(chunk.length).toBeGreaterThan(0)
      break
    }
    const deadline = Date.now() + 4000
    while ((await proxy.connections()) > 1 && Date.now() < deadline) await new Promise(setImmediate)
    expect(await proxy.connections()).toBeLessThanOrEqual(1)
  }))

test('pages are followed to their end, each key once', async () => {
  const names = Array.from({ length: 23 }, (_, n) => `pages/${String(n).padStart(3, '0')}`)
  await Promise.all(names.map((name) => bucket.put(name, 'x')))
  const keys: string[] = []
  for await (const { uri } of listSplits(storeAt(minio.endpoint, { pageSize: 5 }), { globs: ['pages/*', 'pages/00*'] })) keys.push(uri)
  expect(keys).toEqual(names)
})

test('keys of every kind', async () => {
  const keys = [
    'odd/a b+c%20d?e#f@g:h&i=j.csv',
    'odd/\'"()!*~^|;,$.csv',
    'odd/é漢🙂.csv',
    'odd/e\u0301.csv',
    `odd/${'x'.repeat(255)}/${'é'.repeat(127)}/${'漢'.repeat(85)}/${'y'.repeat(253)}`,
    'odd/ first and last ',
    'odd/a&amp;b<c>',
    'odd/line\r\nbreak\ttab',
    'odd/bell\u0007.csv',
    'odd/user:pass@host/a.csv',
  ]
  expect(Math.max(...keys.map((key) => Buffer.byteLength(key)))).toBe(1024)
  for (const key of keys) await bucket.put(key, Buffer.from(key))
  const store = storeAt(minio.endpoint)
  const found: string[] = []
  for await (const page of store.list('odd/')) for (const object of page) found.push((await readAll(store, object)).toString())
  expect(found.sort()).toEqual(keys.sort())
})

test('a bucket that does not exist, and credentials that are wrong', async () => {
  const list = async (more: Partial<S3Options>): Promise<void> => {
    for await (const page of storeAt(minio.endpoint, more).list('')) expect(page).toBeDefined()
  }
  await expect(list({ bucket: 'no-such-bucket' })).rejects.toMatchObject({
    code: 'bucket_missing',
    message: expect.stringContaining('no-such-bucket'),
  })
  const wrong = { kind: 'iam_user', accessKeyId, secretAccessKey: 'not-the-secret' } as const
  await expect(list({ credentials: wrong })).rejects.toBeInstanceOf(ConfigError)
  await expect(list({ credentials: wrong })).rejects.not.toMatchObject({ message: expect.stringContaining('not-the-secret') })
})

test('a server that nobody runs', async () => {
  const listing = storeAt('http://127.0.0.1:9').list('')[Symbol.asyncIterator]().next()
  await expect(listing).rejects.toBeInstanceOf(TransientError)
})
