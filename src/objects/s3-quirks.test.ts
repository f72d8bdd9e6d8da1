/** Servers that do not do what S3 does. Nothing that they say may pass for a shorter bucket or for other bytes. */
import { afterEach, expect, test } from '@jest/globals'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { ConfigError, TransientError } from '../errors.js'
import { createS3Store, type S3Options } from './s3.js'

const credentials: S3Options['credentials'] = { kind: 'iam_user', accessKeyId: 'key', secretAccessKey: 'secret' }
const servers: http.Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

/** A store on a server that gives these answers, one after the other, the last one for ever. */
async function storeOn(...answers: ((response: http.ServerResponse, url: URL) => void)[]) {
  let count = 0
  const server = http.createServer((request, response) => {
    answers[Math.min(count++, answers.length - 1)]?.(response, new URL(request.url ?? '/', 'http://server'))
  })
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { store: createS3Store({ bucket: 'b', endpoint, credentials, idleTimeout: 200 }), requests: () => count }
}

const entry = (key: string): string =>
  `<Contents><Key>${key}</Key><LastModified>2026-01-01T00:00:00Z</LastModified><Size>1</Size></Contents>`
const listing = (inner: string) => (response: http.ServerResponse) =>
  response.end(`<?xml version="1.0"?><ListBucketResult><Name>b</Name>${inner}</ListBucketResult>`)
const truncated = '<IsTruncated>true</IsTruncated>'

async function keysOf(...answers: Parameters<typeof storeOn>): Promise<string[]> {
  const keys: string[] = []
  const { store } = await storeOn(...answers)
  for await (const page of store.list('')) keys.push(...page.map(({ key }) => key))
  return keys
}

test('an empty bucket, told in few words', async () => {
  expect(await keysOf(listing(''))).toEqual([])
})

test('a listing without a token goes on after its last key', async () => {
  const after = (response: http.ServerResponse, url: URL) =>
    listing(url.searchParams.get('start-after') === 'a' ? entry('b') : entry('wrong'))(response)
  expect(await keysOf(listing(truncated + entry('a')), after)).toEqual(['a', 'b'])
})

test.each([
  ['gives the same page again and again', listing(truncated + entry('a'))],
  ['gives the same token again and again', listing(`${truncated}<NextContinuationToken>t</NextContinuationToken>`)],
  ['says that there is more, and nothing else', listing(truncated)],
  ['is a web page', (response: http.ServerResponse) => response.end('<html><body>Console</body></html>')],
  ['says nothing', (response: http.ServerResponse) => response.end()],
  ['tells no times', listing('<Contents><Key>a</Key><Size>1</Size></Contents>')],
  ['tells no sizes', listing('<Contents><Key>a</Key><LastModified>2026-01-01T00:00:00Z</LastModified></Contents>')],
])('a listing that %s is an error', async (_, answer) => {
  const keys = keysOf(answer)
  await expect(keys).rejects.toBeInstanceOf(ConfigError)
  await expect(keys).rejects.toMatchObject({ code: 'listing_broken' })
})

test('names are decoded only where the server says that they are encoded', async () => {
  expect(await keysOf(listing(entry('a%2Bb+c')))).toEqual(['a%2Bb+c'])
  expect(await keysOf(listing(`<EncodingType>url</EncodingType>${entry('a%2Bb+c%01')}`))).toEqual(['a+b c\u0001'])
  expect(await keysOf(listing(`<EncodingType>url</EncodingType>${entry('100%')}`))).toEqual(['100%'])
})

test('a listing that stops in its middle is asked for again, and one that never comes is an error', async () => {
  const half = (response: http.ServerResponse) => response.write('<?xml version="1.0"?><ListBucketResult>')
  expect(await keysOf(half, listing(entry('a')))).toEqual(['a'])
  const silent = keysOf(() => undefined)
  await expect(silent).rejects.toBeInstanceOf(TransientError)
  await expect(silent).rejects.toMatchObject({ code: 'listing_failed' })
})

const bytes = Buffer.from('0123456789'.repeat(1000))
const object = { key: 'k', size: bytes.length, etag: '"x"', modified: 0 }
const answer =
  (body: Buffer, headers: http.OutgoingHttpHeaders, status = 200) =>
  (response: http.ServerResponse) =>
    response.writeHead(status, { 'content-length': body.length, etag: '"x"', ...headers }).end(body)
const breaks = (response: http.ServerResponse) => {
  response.writeHead(200, { 'content-length': bytes.length, etag: '"x"' })
  response.write(bytes.subarray(0, 4000), () => response.socket?.destroySoon())
}
const rest = (range: string) => ({ 'content-range': range })

async function readFrom({ store }: Awaited<ReturnType<typeof storeOn>>, range = { start: 0 }, from: typeof object | object = object) {
  const chunks: Uint8Array[] = []
  for await (const chunk of store.read({ ...object, ...from }, range)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

test('a broken body goes on where it broke', async () => {
  const resumed = await storeOn(breaks, answer(bytes.subarray(4000), rest('bytes 4000-9999/10000'), 206))
  expect((await readFrom(resumed)).equals(bytes)).toBe(true)
})

test.each([
  ['sends everything again', 'range_ignored', answer(bytes, {})],
  ['sends another part', 'range_ignored', answer(bytes.subarray(4001), rest('bytes 4001-9999/10000'), 206)],
  ['sends another version', 'object_changed', answer(bytes.subarray(4000), { ...rest('bytes 4000-9999/10000'), etag: '"y"' }, 206)],
])('a server that is asked for the rest and %s: %s', async (_, code, second) => {
  await expect(readFrom(await storeOn(breaks, second))).rejects.toMatchObject({ code, where: { file: 'k' } })
})

test('without an ETag in the listing, the version that was opened first is the one that is read on', async () => {
  const other = answer(bytes.subarray(4000), { ...rest('bytes 4000-9999/10000'), etag: '"y"' }, 206)
  await expect(readFrom(await storeOn(breaks, other), { start: 0 }, { etag: undefined })).rejects.toMatchObject({ code: 'object_changed' })
})

test('an object of another size than listed is not read', async () => {
  await expect(readFrom(await storeOn(answer(bytes, {})), { start: 0 }, { size: 9999 })).rejects.toMatchObject({ code: 'object_changed' })
})

test('an ETag is the same with and without quotes, weak or not', async () => {
  expect((await readFrom(await storeOn(answer(bytes, { etag: 'W/"x"' })), { start: 0 }, { etag: 'x' })).equals(bytes)).toBe(true)
})

test('an object that is never answered for is given up without asking for ever', async () => {
  const silent = await storeOn(() => undefined)
  await expect(readFrom(silent)).rejects.toMatchObject({ code: 'no_answer', where: { file: 'k' } })
  expect(silent.requests()).toBe(5)
})

test('Amazon S3 needs no region from anybody', async () => {
  const before = { ...process.env }
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) Reflect.deleteProperty(process.env, name)
  process.env['AWS_CONFIG_FILE'] = process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/nowhere'
  try {
    // stopped before it is sent, yet after its address is known
    const page = createS3Store({ bucket: 'b', credentials }).list('', AbortSignal.abort())[Symbol.asyncIterator]().next()
    await expect(page).rejects.toMatchObject({ name: 'AbortError' })
  } finally {
    process.env = before
  }
})
