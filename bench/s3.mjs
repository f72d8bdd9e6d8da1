// The server of the benchmarks: MinIO with one bucket, each file in a folder of its own.
import fs from 'node:fs'
import path from 'node:path'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'

import { inRoot, run } from '../scripts/lib.mjs'
import { startMinio } from '../dist/testing/minio.js'

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
const BUCKET = 'bench'

/** upload() puts a file into the bucket and gives the paths of a configuration and a catalog that read it and nothing else. */
export async function openBench(folder) {
  const server = await startMinio()
  const { endpoint, accessKeyId, secretAccessKey } = server
  const credentials = { accessKeyId, secretAccessKey }
  const s3 = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials, requestChecksumCalculation: 'WHEN_REQUIRED' })
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))

  const save = (name, value) => {
    fs.writeFileSync(path.join(folder, name), JSON.stringify(value))
    return path.join(folder, name)
  }

  async function upload(file, format) {
    const name = path.basename(file)
    const body = fs.createReadStream(file)
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${name}/${name}`, Body: body, ContentLength: fs.statSync(file).size }))
    const config = save(`${name}.config.json`, {
      bucket: BUCKET,
      endpoint,
      credentials: { auth_type: 'iam_user', aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey },
      streams: [{ name: 'orders', globs: [`${name}/*`], format: { filetype: format } }],
    })
    return { config, catalog: save(`${name}.catalog.json`, discover(config)) }
  }

  return {
    upload,
    async close() {
      s3.destroy()
      await server.stop()
    },
  }
}

/** The connector's own catalog, every stream in full. */
function discover(config) {
  const { ok, stdout, output } = run(process.execPath, [inRoot('dist/main.js'), 'discover', '--config', config])
  if (!ok) throw new Error(output)
  const messages = stdout.split('\n').filter((line) => line.startsWith('{"type":"CATALOG"'))
  const { streams } = JSON.parse(messages[0]).catalog
  return { streams: streams.map((stream) => ({ stream, sync_mode: 'full_refresh', destination_sync_mode: 'overwrite' })) }
}
