/** The S3 store. Only this file and its s3-*.ts import the AWS SDK. */
import { ListObjectsV2Command, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { ConfigError } from '../errors.js'
import { resume } from './resume.js'
import { listingError } from './s3-errors.js'
import { endStalled } from './s3-middleware.js'
import { opener } from './s3-open.js'
import { pageOf, type Page } from './s3-page.js'
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
  /** Milliseconds without an answer, or without a byte of it, before the server counts as stalled. */
  readonly idleTimeout?: number
}

const IDLE_TIMEOUT = 60_000
/** For servers that know no regions; Amazon S3 answers there with the bucket's own. */
const ANY_REGION = 'us-east-1'
const CONNECTION_TIMEOUT = 20_000
const ATTEMPTS = 5

export function createS3Store(options: S3Options): ObjectStore {
  const { bucket, idleTimeout = IDLE_TIMEOUT } = options
  const client = lazily(() => connect(options))
  return {
    list: (prefix, signal) => listPages(client, options, prefix, signal),
    read: (object, range, signal) => resume(opener(client, bucket, object), object, range, { idleTimeout, signal }),
  }
}

async function* listPages(
  client: () => Promise<S3Client>,
  { bucket, pageSize }: S3Options,
  prefix: string,
  signal?: AbortSignal,
): AsyncIterable<readonly ObjectInfo[]> {
  let page: Page | undefined
  do {
    const command = new ListObjectsV2Command({
      Bucket: bucket,
      EncodingType: 'url',
      ...(prefix !== '' && { Prefix: prefix }),
      ...page?.next,
      ...(pageSize !== undefined && { MaxKeys: pageSize }),
    })
    try {
      page = pageOf(await (await client()).send(command, { ...(signal && { abortSignal: signal }) }), bucket, page)
    } catch (error) {
      throw listingError(error, bucket)
    }
    yield page.objects
  } while (page.next !== undefined)
}

/** The default chain's credentials, or none at all: then requests go unsigned, as a public bucket takes them. */
async function connect(options: S3Options): Promise<S3Client> {
  const { credentials } = options
  // the advice to use a newer Node is for us, not for whoever reads stderr
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
  if (credentials.kind === 'iam_role') {
    throw new ConfigError('Credentials by role (iam_role) cannot be used yet. Use a key, or the default credentials.', {
      code: 'role_not_supported',
    })
  }
  const settings = clientSettings(options, await regionOf(options))
  if (credentials.kind === 'iam_user') {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials
    return newClient({ ...settings, credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) } })
  }
  const client = newClient(settings)
  try {
    await client.config.credentials()
    return client
  } catch (error) {
    if (!(error instanceof Error && error.name === 'CredentialsProviderError')) throw listingError(error, options.bucket)
    client.destroy()
    return newClient({
      ...settings,
      credentials: { accessKeyId: '', secretAccessKey: '' },
      signer: { sign: (request) => Promise.resolve(request) },
    })
  }
}

/** As configured, or as the environment or the profile has it; else one that tells where the bucket is. */
async function regionOf({ endpoint, region }: S3Options): Promise<string> {
  const named = region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION']
  if (named !== undefined && named !== '') return named
  if (endpoint !== undefined) return ANY_REGION
  const probe = new S3Client({})
  try {
    return await probe.config.region()
  } catch {
    return ANY_REGION // nobody names one, and the SDK has no default of its own
  } finally {
    probe.destroy()
  }
}

type Settings = S3ClientConfig & { readonly requestHandler: { readonly requestTimeout: number } }

function newClient(settings: Settings): S3Client {
  const client = new S3Client(settings)
  client.middlewareStack.add(endStalled(settings.requestHandler.requestTimeout), { step: 'deserialize', priority: 'low' })
  return client
}

function clientSettings({ endpoint, idleTimeout = IDLE_TIMEOUT }: S3Options, region: string): Settings {
  return {
    region,
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    // the bucket says where it is, and the request goes there
    followRegionRedirects: true,
    maxAttempts: ATTEMPTS,
    // checksums are verified over the whole object, across resumes (resume.ts); the SDK's own wrapping of the body costs CPU
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestChecksumCalculation: 'WHEN_REQUIRED',
    // without throwOnRequestTimeout the SDK only warns, and waits for ever
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT, requestTimeout: idleTimeout, throwOnRequestTimeout: true },
  }
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
