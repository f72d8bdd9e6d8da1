/** Opens an object, or a part of it, and makes sure that the server sends what was asked for. */
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3'
import type { Readable } from 'node:stream'
import { DataError } from '../errors.js'
import type { OpenBody } from './resume.js'
import { objectChanged } from './s3-errors.js'
import { askForChecksum } from './s3-middleware.js'
import type { ObjectInfo } from './store.js'

/** Opens always the same version: the one of the listing, or, where listings tell no ETag, the one that was opened first. */
export function opener(client: () => Promise<S3Client>, bucket: string, object: ObjectInfo): OpenBody {
  let etag = object.etag
  return async (start, end, signal) => {
    const whole = start === 0 && end === object.size
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: object.key,
      ...(etag !== undefined && { IfMatch: etag }),
      ...(!whole && { Range: `bytes=${start}-${end - 1}` }),
    })
    command.middlewareStack.add(askForChecksum, { step: 'build' })
    const answer = await (await client()).send(command, { ...(signal && { abortSignal: signal }) })
    const body = answer.Body as Readable
    const wrong = mismatch(answer, object.key, { etag, start, end, whole })
    if (wrong !== undefined) {
      body.destroy()
      throw wrong
    }
    etag ??= answer.ETag
    return { body, crc32: whole && answer.ChecksumType !== 'COMPOSITE' ? answer.ChecksumCRC32 : undefined }
  }
}

interface Asked {
  readonly etag: string | undefined
  readonly start: number
  readonly end: number
  readonly whole: boolean
}

/** Some servers and proxies overlook If-Match or Range: what they send then are other bytes than were asked for. */
function mismatch(answer: GetObjectCommandOutput, key: string, { etag, start, end, whole }: Asked): DataError | undefined {
  if (etag !== undefined && answer.ETag !== undefined && bare(etag) !== bare(answer.ETag)) return objectChanged(key)
  if (!whole && answer.ContentRange?.startsWith(`bytes ${start}-${end - 1}/`) !== true)
    return new DataError(
      `${key}: the server was asked for a part of it and sends another, so a broken connection cannot be taken up again.`,
      {
        code: 'range_ignored',
        file: key,
      },
    )
  return answer.ContentLength !== undefined && answer.ContentLength !== end - start ? objectChanged(key) : undefined
}

const bare = (etag: string): string => etag.replace(/^W\//, '').replaceAll('"', '')
