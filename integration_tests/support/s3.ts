/** A bucket of its own for a test, and the configuration that reads it. */
import { S3Client } from '@aws-sdk/client-s3'
import { createBucket, type Bucket } from '../conformance/bucket.js'
import type { CaseObject } from '../conformance/case.js'
import type { Server } from '../conformance/placeholders.js'
import type { JsonObject } from '../../src/protocol/messages.js'

/** Creates and fills a bucket; files of objects lie in `folder`. */
export async function filledBucket(server: Server, name: string, objects: readonly CaseObject[], folder = '.'): Promise<Bucket> {
  const { endpoint, accessKeyId, secretAccessKey } = server
  const s3 = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } })
  const bucket = await createBucket(s3, name)
  for (const object of objects) await bucket.put(object, folder)
  return bucket
}

export function configFor({ endpoint, accessKeyId, secretAccessKey }: Server, bucket: string, streams: readonly JsonObject[]): JsonObject {
  const credentials = { auth_type: 'iam_user', aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey }
  return { bucket, endpoint, credentials, streams }
}
