/** What the S3 server and the network say → what the user must do. */
import { ConfigError, DataError, ExpectedError, TransientError } from '../errors.js'

interface ServiceError {
  readonly name?: string
  readonly code?: string
  readonly Code?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
}

const CREDENTIALS: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: 'The access key is not known to the server. Check aws_access_key_id.',
  SignatureDoesNotMatch: 'The secret does not fit the access key. Check aws_secret_access_key.',
  ExpiredToken: 'The session token has expired. Get a new one.',
  InvalidToken: 'The session token is not valid. Get a new one.',
  AccessDenied: 'Access is denied. The credentials need s3:ListBucket on the bucket and s3:GetObject on its objects.',
  Forbidden: 'Access is denied. The credentials need s3:ListBucket on the bucket and s3:GetObject on its objects.',
  CredentialsProviderError: 'The credentials could not be had. Check the environment, profile or role that should give them.',
}

export const codeOf = (error: unknown): string => {
  const { name, code, Code } = (error ?? {}) as ServiceError
  return Code ?? (code !== undefined && name === 'Error' ? code : (name ?? ''))
}

const statusOf = (error: unknown): number => (error as ServiceError | null)?.$metadata?.httpStatusCode ?? 0

/** An error of a listing. */
export function listingError(error: unknown, bucket: string): unknown {
  if (error instanceof ExpectedError || isAbort(error)) return error
  const code = codeOf(error)
  if (code === 'NoSuchBucket') return new ConfigError(`The bucket ${bucket} does not exist.`, { code: 'bucket_missing', cause: error })
  const advice = CREDENTIALS[code]
  if (advice !== undefined)
    return new ConfigError(`The bucket ${bucket} cannot be listed: ${advice}`, { code: 'access_denied', cause: error })
  const text = error instanceof Error ? error.message : code
  const status = statusOf(error)
  if (status >= 400 && status < 500 && status !== 429 && status !== 408) {
    return new ConfigError(`The bucket ${bucket} cannot be listed: ${code} ${text}`, { code: 'listing_refused', cause: error })
  }
  return new TransientError(`The bucket ${bucket} cannot be listed: ${text || code}. Check endpoint and network, or try again later.`, {
    code: 'listing_failed',
    cause: error,
  })
}

/** An error of one object. A DataError is final; a TransientError is worth another attempt. */
export function objectError(error: unknown, file: string): unknown {
  if (error instanceof ExpectedError || isAbort(error)) return error
  const code = codeOf(error)
  const told = OBJECT_ERRORS[code]
  if (told !== undefined) return new DataError(`${file}: ${told[1]}`, { code: told[0], file, cause: error })
  const advice = CREDENTIALS[code]
  if (advice !== undefined) return new DataError(`${file}: ${advice}`, { code: 'object_denied', file, cause: error })
  if (isTimeout(error)) return new TransientError(`${file}: the server does not answer.`, { code: 'no_answer', file, cause: error })
  return new TransientError(
    `${file} could not be read to its end: ${error instanceof Error && error.message !== '' ? error.message : code}`,
    { code: 'object_failed', file, cause: error },
  )
}

/** The SDK calls a connection that was reset by the same name. */
const isTimeout = (error: unknown): boolean =>
  error instanceof Error && error.name === 'TimeoutError' && !['ECONNRESET', 'EPIPE'].includes((error as ServiceError).code ?? '')

export const objectChanged = (file: string): DataError => new DataError(`${file}: ${CHANGED[1]}`, { code: CHANGED[0], file })

const CHANGED = ['object_changed', 'it was changed while it was read; the next sync reads the new version.'] as const

const OBJECT_ERRORS: Readonly<Record<string, readonly [string, string]>> = {
  NoSuchKey: ['object_gone', 'it is no longer there.'],
  NotFound: ['object_gone', 'it is no longer there.'],
  PreconditionFailed: CHANGED,
  InvalidObjectState: ['object_archived', 'it lies in an archive storage class. Restore it first, or leave it out by a glob.'],
}

export const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'
