// Where the demonstration keeps its files: a throw-away MinIO, or the server that the environment names.
import { DeleteBucketCommand, DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { makeBucket, startMinio } from '../../dist/testing/minio.js'

const HELP = `The demonstration brings an S3 server for Linux on x64 only. Elsewhere set

  MINIO_BINARY           a MinIO program of this machine

or, to use a server that runs already, on which a bucket may be made and removed again:

  S3_ENDPOINT            such as http://127.0.0.1:9000
  S3_ACCESS_KEY_ID       an access key
  S3_SECRET_ACCESS_KEY   and its secret

or sync a bucket of your own: npm start -- --config s3.json --cache duckdb:my.duckdb`

export class NoServer extends Error {}

/** A bucket to fill, the configuration that reads it, and stop(), which leaves nothing behind. */
export async function openBucket(streams) {
  const { S3_ENDPOINT: endpoint, S3_ACCESS_KEY_ID: accessKeyId = '', S3_SECRET_ACCESS_KEY: secretAccessKey = '' } = process.env
  if (endpoint === undefined && process.env.MINIO_BINARY === undefined && `${process.platform}-${process.arch}` !== 'linux-x64')
    throw new NoServer(HELP)
  const server = endpoint === undefined ? await startMinio() : { endpoint, accessKeyId, secretAccessKey, stop: async () => {} }
  const bucket = await makeBucket(server, `airlift-demo-${process.pid}`)
  const config = {
    bucket: bucket.name,
    endpoint: server.endpoint,
    credentials: { auth_type: 'iam_user', aws_access_key_id: server.accessKeyId, aws_secret_access_key: server.secretAccessKey },
    streams,
  }
  const stop = async () => {
    if (endpoint !== undefined) await removeBucket(server, bucket.name)
    await server.stop()
  }
  return { put: bucket.put, config, endpoint: server.endpoint, stop }
}

async function removeBucket({ endpoint, accessKeyId, secretAccessKey }, name) {
  const s3 = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } })
  const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket: name }))
  for (const { Key } of objects) await s3.send(new DeleteObjectCommand({ Bucket: name, Key }))
  await s3.send(new DeleteBucketCommand({ Bucket: name }))
}
