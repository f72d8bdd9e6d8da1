/** Fills the bucket of a case. */
import fs from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Bucket } from '../../src/testing/minio.js'
import type { CaseObject } from './case.js'

const AT_ONCE = 50

/** Puts an object of a case, whose files lie in `folder`, or removes it. */
export async function putObject(bucket: Bucket, object: CaseObject, folder: string): Promise<void> {
  const { repeat, ...one } = object
  if (repeat !== undefined) await putMany(bucket, one, repeat, folder)
  else if (object.delete === true) await bucket.remove(object.key)
  else await bucket.put(object.key, contentOf(object, folder), object.mtime)
}

async function putMany(bucket: Bucket, object: CaseObject, count: number, folder: string): Promise<void> {
  const numbered = (n: number) => JSON.parse(JSON.stringify(object).replaceAll('$N', String(n).padStart(5, '0'))) as CaseObject
  for (let n = 0; n < count; n += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - n) }, (_, i) => putObject(bucket, numbered(n + i), folder)))
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
