/** The S3 store. The only file that imports the AWS SDK. */
import {
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  type S3ClientConfig,
} from '@aws-sdk/client-s3'
import type { BuildMiddleware } from '@smithy/types'
import type { Readable } from 'node:stream'
import { ConfigError } from '../errors.js'
import { resume, type OpenBody } from './resume.js'
import { listingError } from './s3-errors.js'
import type { ObjectInfo, ObjectStore } from './store.js'

export type StoreCredentials =
  | {
      readonly kind: 'iam_user'
      readonly accessKeyId: string
      readonly secretAccessKey: string
      readonly sessionToken?: string | undefined
    }
  | { readonly kind: 'iam_role'; readonly roleArn: string }
  | { readonly kind: 'default' }

export interface S3Options {
  readonly bucket: string
  /** undefined: Amazon S3. */
  readonly endpoint?: string | undefined
  readonly region?: string | undefined
  readonly credentials: StoreCredentials
  /** Keys a page of the listing; the server's default is 1,000. */
  readonly pageSize?: number
  /** Milliseconds without a byte before a body counts as stalled. */
  readonly idleTimeout?: number
}

const IDLE_TIMEOUT = 60_000
const CONNECTION_TIMEOUT = 20_000
const ATTEMPTS = 5

export function createS3Store(options: S3Options): ObjectStore {
  const { bucket, idleTimeout = IDLE_TIMEOUT } = options
  const client = lazily(() => connect(options))
  return {
    list: (prefix, signal) => listPages(client, options, prefix, signal),
    read: (object, range, signal) => {
      const open: OpenBody = async (start, end, abort) => {
        const whole = start === 0 && end === object.size
        const command = new GetObjectCommand({
          Bucket: bucket,
          Key: object.key,
          ...(object.etag !== undefined && { IfMatch: object.etag }),
          ...(!whole && { Range: `bytes=${start}-${end - 1}` }),
        })
        command.middlewareStack.add(askForChecksum, { step: 'build' })
        const answer = await (await client()).send(command, { ...(abort && { abortSignal: abort }) })
        const crc32 = answer.ChecksumType === 'COMPOSITE' ? undefined : answer.ChecksumCRC32
        return { body: answer.Body as Readable, length: answer.ContentLength, crc32: whole ? crc32 : undefined }
      }
      return resume(open, object, range, { idleTimeout, signal })
    },
  }
}

/** By the header, since the SDK's own option for it wraps the body in a stream that costs as much CPU as the download. */
const askForChecksum: BuildMiddleware<GetObjectCommandInput, GetObjectCommandOutput> = (next) => (args) => {
  ;(args.request as { headers: Record<string, string> }).headers['x-amz-checksum-mode'] = 'ENABLED'
  return next(args)
}

async function* listPages(
  client: () => Promise<S3Client>,
  { bucket, pageSize }: S3Options,
  prefix: string,
  signal?: AbortSignal,
): AsyncIterable<readonly ObjectInfo[]> {
  let token: string | undefined
  do {
    const command = new ListObjectsV2Command({
      Bucket: bucket,
      ...(prefix !== '' && { Prefix: prefix }),
      ...(token !== undefined && { ContinuationToken: token }),
      ...(pageSize !== undefined && { MaxKeys: pageSize }),
    })
    try {
      const page = await (await client()).send(command, { ...(signal && { abortSignal: signal }) })
      yield (page.Contents ?? []).flatMap(({ Key, ETag, LastModified, Size }) =>
        Key === undefined || LastModified === undefined
          ? []
          : [{ key: Key, etag: ETag, modified: LastModified.getTime(), size: Size ?? 0 }],
      )
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined
    } catch (error) {
      throw listingError(error, bucket)
    }
  } while (token !== undefined)
}

/** The default chain's credentials, or none at all: then requests go unsigned, as a public bucket takes them. */
async function connect(options: S3Options): Promise<S3Client> {
  const { credentials } = options
  if (credentials.kind === 'iam_role') {
    throw new ConfigError('Credentials by role (iam_role) cannot be used yet. Use a key, or the default credentials.', {
      code: 'role_not_supported',
    })
  }
  const settings = clientSettings(options)
  if (credentials.kind === 'iam_user') {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials
    return new S3Client({ ...settings, credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) } })
  }
  const client = new S3Client(settings)
  try {
    await client.config.credentials()
    return client
  } catch (error) {
    if (!(error instanceof Error && error.name === 'CredentialsProviderError')) throw listingError(error, options.bucket)
    client.destroy()
    return new S3Client({
      ...settings,
      credentials: { accessKeyId: '', secretAccessKey: '' },
      signer: { sign: (request) => Promise.resolve(request) },
    })
  }
}

function clientSettings({ endpoint, region }: S3Options): S3ClientConfig {
  const named = region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION']
  // the advice to use a newer Node is for us, not for whoever reads stderr
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
  return {
    ...(named !== undefined || endpoint !== undefined ? { region: named ?? 'us-east-1' } : {}),
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    followRegionRedirects: true,
    maxAttempts: ATTEMPTS,
    // checksums are verified over the whole object, across resumes (resume.ts); the SDK's own wrapping of the body costs CPU
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT, requestTimeout: IDLE_TIMEOUT },
  }
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
