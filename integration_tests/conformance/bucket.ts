/** Fills the bucket of a case. */
import fs from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import type { CaseObject } from './case.js'

const AT_ONCE = 50

export interface Bucket {
  readonly name: string
  /** `folder` is where the files of objects lie. */
  put(object: CaseObject, folder: string): Promise<void>
}

export async function createBucket(s3: S3Client, name: string): Promise<Bucket> {
  await s3.send(new CreateBucketCommand({ Bucket: name }))
  const put = async (object: CaseObject, folder: string): Promise<void> => {
    const { repeat, ...one } = object
    if (repeat !== undefined) await putMany(one, repeat, (numbered) => put(numbered, folder))
    else if (object.delete === true) await s3.send(new DeleteObjectCommand({ Bucket: name, Key: object.key }))
    else await putOne(s3, name, object, contentOf(object, folder))
  }
  return { name, put }
}

async function putMany(object: CaseObject, count: number, put: (object: CaseObject) => Promise<void>): Promise<void> {
  const numbered = (n: number) => JSON.parse(JSON.stringify(object).replaceAll('$N', String(n).padStart(5, '0'))) as CaseObject
  for (let n = 0; n < count; n += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - n) }, (_, i) => put(numbered(n + i))))
  }
}

function contentOf(object: CaseObject, folder: string): Buffer {
  const bytes = plainContent(object, folder)
  return object.gzip === true ? gzipSync(bytes) : bytes
}

function plainContent({ file, base64, latin1, text = '' }: CaseObject, folder: string): Buffer {
  if (file !== undefined) return fs.readFileSync(path.join(folder, file))
  if (base64 !== undefined) return Buffer.from(base64, 'base64')
  if (latin1 !== undefined) return Buffer.from(latin1, 'latin1')
  return Buffer.from(text, 'utf8')
}

async function putOne(s3: S3Client, bucket: string, { key, mtime }: CaseObject, body: Buffer): Promise<void> {
  const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body })
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> }
      if (mtime !== undefined) headers['x-minio-source-mtime'] = new Date(mtime).toISOString()
      return next(args)
    },
    { step: 'build' },
  )
  await s3.send(command)
}
