/** An object as the listing told it. `modified` is in milliseconds since 1970, UTC; `size` in bytes, as stored. */
export interface ObjectInfo {
  readonly key: string
  readonly etag: string | undefined
  readonly modified: number
  readonly size: number
}

/**
 * The unit of work: an object and a part of it. `uri` names it in records, state and messages (the key, or `key#member`);
 * `modified` is the part's own time, which is the object's unless it is an archive's member.
 */
export interface Split {
  readonly object: ObjectInfo
  readonly uri: string
  readonly modified: number
  readonly part: { readonly kind: 'whole' }
}

/** A place where objects lie. Errors are ConfigError or TransientError, with the key or the bucket named. */
export interface ObjectStore {
  /** Pages of the listing below a prefix ('' for all), in key order. */
  list(prefix: string, signal?: AbortSignal): AsyncIterable<readonly ObjectInfo[]>
  /**
   * The stored bytes from `start` up to, not including, `end` (default: to the end) of exactly the version that `object` names.
   * Survives cut connections; ends only after the last byte, else throws.
   */
  read(object: ObjectInfo, range: { readonly start: number; readonly end?: number }, signal?: AbortSignal): AsyncIterable<Uint8Array>
}

/** What a format reader gets: one split's bytes. */
export interface ByteSource {
  readonly uri: string
  /** Bytes as stored. */
  readonly size: number
  /** The decompressed bytes from the beginning; each call opens the object anew, leaving the loop closes it. */
  stream(): AsyncIterable<Uint8Array>
  /** Stored bytes, for formats that are read from their end. */
  slice(start: number, end: number): Promise<Uint8Array>
}
