/** A page of a listing: what it names, and how the next one is asked for. */
import type { ListObjectsV2CommandInput, ListObjectsV2CommandOutput, _Object } from '@aws-sdk/client-s3'
import { ConfigError } from '../errors.js'
import type { ObjectInfo } from './store.js'

export interface Page {
  readonly objects: readonly ObjectInfo[]
  /** undefined: there are no more. */
  readonly next: Pick<ListObjectsV2CommandInput, 'ContinuationToken' | 'StartAfter'> | undefined
}

/** Throws ConfigError for an answer that is no listing or does not go on: taken as it is, it would leave objects out in silence. */
export function pageOf(answer: ListObjectsV2CommandOutput, bucket: string, before?: Page): Page {
  if (!isListing(answer)) throw broken(bucket, 'what answers at the endpoint is not S3')
  const objects = (answer.Contents ?? []).map((entry) => objectOf(entry, answer.EncodingType === 'url', bucket))
  if (answer.IsTruncated !== true) return { objects, next: undefined }
  const next = nextOf(answer.NextContinuationToken, objects)
  if (next === undefined || (before !== undefined && repeats({ objects, next }, before)))
    throw broken(bucket, 'the server says that there is more, but does not go on')
  return { objects, next }
}

const isListing = ({ Name, IsTruncated, KeyCount, MaxKeys, Contents }: ListObjectsV2CommandOutput): boolean =>
  [Name, IsTruncated, KeyCount, MaxKeys, Contents].some((part) => part !== undefined)

function objectOf({ Key, ETag, LastModified, Size }: _Object, encoded: boolean, bucket: string): ObjectInfo {
  if (Key === undefined || LastModified === undefined || Size === undefined)
    throw broken(bucket, `the server does not tell name, time and size of ${Key ?? 'every object'}`)
  return { key: encoded ? decodeKey(Key) : Key, etag: ETag, modified: LastModified.getTime(), size: Size }
}

/** A key as servers write it for EncodingType=url, the only way to name characters that XML does not have. */
function decodeKey(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text // the server says that it encodes, and does not
  }
}

/** Servers that forget the token go on after a key. */
function nextOf(token: string | undefined, objects: readonly ObjectInfo[]): Page['next'] {
  if (token !== undefined && token !== '') return { ContinuationToken: token }
  const last = objects.at(-1)
  return last === undefined ? undefined : { StartAfter: last.key }
}

const repeats = (page: Page, before: Page): boolean =>
  (page.next?.ContinuationToken !== undefined && page.next.ContinuationToken === before.next?.ContinuationToken) ||
  (page.objects.length > 0 && page.objects.at(-1)?.key === before.objects.at(-1)?.key)

const broken = (bucket: string, what: string): ConfigError =>
  new ConfigError(`The bucket ${bucket} cannot be listed: ${what}. Check the endpoint.`, { code: 'listing_broken' })
