/** A proxy before an S3 server that spoils chosen answers. The Host header passes through, so signatures stay valid. */
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'

/** What happens to requests for a key, `times` times (default: always). */
export interface Fault {
  readonly key: string
  readonly method?: string
  readonly times?: number
  /** Answer with this HTTP status and S3 error code. */
  readonly status?: number
  readonly code?: string
  /** End the connection before this byte of the object; `how` fin (default) or rst. */
  readonly cut?: number
  readonly how?: 'fin' | 'rst'
  /** Send nothing more from this byte of the object on. */
  readonly stall?: number
  /** Send nothing at all, not even a status. */
  readonly silent?: boolean
  /** Send no more than so many bytes every 10 ms. */
  readonly throttle?: number
  /** Flip the bits of this byte of the object. */
  readonly corrupt?: number
}

export interface SeenRequest {
  readonly method: string
  readonly url: string
  readonly range: string | undefined
  readonly ifMatch: string | undefined
  readonly authorization: string | undefined
}

export interface FaultProxy {
  readonly endpoint: string
  readonly requests: readonly SeenRequest[]
  /** Connections that are open now. */
  connections(): Promise<number>
  stop(): Promise<void>
}

/** Without faults it only does what AWS does and MinIO does not: it names the size of an empty object when a range of it is asked for. */
export async function startFaults(upstream: string, faults: readonly Fault[] = []): Promise<FaultProxy> {
  const target = new URL(upstream)
  const left = faults.map((fault) => fault.times ?? Infinity)
  const requests: SeenRequest[] = []
  const server = http.createServer((request, response) => {
    const { method = 'GET', url = '/', headers } = request
    requests.push({ method, url, range: headers.range, ifMatch: headers['if-match'], authorization: headers.authorization })
    const key = decodeURIComponent(new URL(url, upstream).pathname).split('/').slice(2).join('/')
    const at = faults.findIndex((fault, i) => (left[i] ?? 0) > 0 && key === fault.key && method === (fault.method ?? 'GET'))
    const fault = faults[at]
    if (fault !== undefined) left[at] = (left[at] ?? 0) - 1
    if (fault?.status !== undefined) {
      request.resume()
      answerError(response, fault.status, fault.code ?? 'InternalError')
      return
    }
    if (fault?.silent === true) request.resume()
    else forward(target, request, response, fault)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => {
          if (error === null) resolve(count)
          else reject(error)
        }),
      ),
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function answerError(response: http.ServerResponse, status: number, code: string, more = ''): void {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>fault</Message>${more}</Error>`)
}

function forward(target: URL, request: http.IncomingMessage, response: http.ServerResponse, fault: Fault | undefined): void {
  const { method, url: path, headers } = request
  const first = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0)
  const up = http.request({ hostname: target.hostname, port: target.port, method, path, headers }, (answer) => {
    if (answer.statusCode === 416 && first === 0) {
      answer.resume()
      answerError(response, 416, 'InvalidRange', '<ActualObjectSize>0</ActualObjectSize>')
      return
    }
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
    if (fault === undefined) answer.pipe(response)
    else if (fault.throttle !== undefined) Readable.from(slowly(answer, fault.throttle)).pipe(response)
    else spoil(answer, response, fault, first)
  })
  up.on('error', () => response.destroy())
  response.on('close', () => up.destroy())
  request.pipe(up)
}

async function* slowly(answer: http.IncomingMessage, bytes: number): AsyncIterable<Buffer> {
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; at += bytes) {
      await wait(10)
      yield chunk.subarray(at, at + bytes)
    }
  }
}

function spoil(answer: http.IncomingMessage, response: http.ServerResponse, { cut, how, stall, corrupt }: Fault, first: number): void {
  let at = first
  const limit = cut ?? stall ?? Infinity
  response.flushHeaders()
  answer.on('data', (data: Buffer) => {
    const bytes = Buffer.from(data.subarray(0, Math.max(0, limit - at)))
    if (corrupt !== undefined && corrupt >= at && corrupt < at + bytes.length) bytes[corrupt - at] = 0xff ^ (bytes[corrupt - at] ?? 0)
    if (bytes.length > 0) response.write(bytes)
    at += data.length
    if (at < limit) return
    answer.destroy()
    if (cut === undefined) return
    if (how === 'rst') response.socket?.resetAndDestroy()
    else response.socket?.destroySoon()
  })
  answer.on('end', () => response.end())
  answer.on('error', () => undefined) // we cut it off ourselves
}
