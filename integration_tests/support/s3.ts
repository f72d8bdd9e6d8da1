/** A bucket of its own for a test, and the configuration that reads it. */
import { makeBucket, type Server } from '../../src/testing/minio.js'
import type { JsonObject } from '../../src/protocol/messages.js'
import { putObject } from '../conformance/bucket.js'
import type { CaseObject } from '../conformance/case.js'

/** Creates and fills a bucket; files of objects lie in `folder`. */
export async function fillBucket(server: Server, name: string, objects: readonly CaseObject[], folder = '.'): Promise<void> {
  const bucket = await makeBucket(server, name)
  for (const object of objects) await putObject(bucket, object, folder)
}

export function configFor({ endpoint, accessKeyId, secretAccessKey }: Server, bucket: string, streams: readonly JsonObject[]): JsonObject {
  const credentials = { auth_type: 'iam_user', aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey }
  return { bucket, endpoint, credentials, streams }
}
