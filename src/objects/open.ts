import { decompress } from './decompress.js'
import type { ByteSource, ObjectStore, Split } from './store.js'

/** A split as a format reader gets it. */
export function openSplit(store: ObjectStore, { object, uri }: Split, { signal }: { readonly signal?: AbortSignal } = {}): ByteSource {
  return {
    uri,
    size: object.size,
    stream: () => decompress(store.read(object, { start: 0 }, signal), uri),
    slice: async (start, end) => {
      const chunks: Uint8Array[] = []
      for await (const chunk of store.read(object, { start, end }, signal)) chunks.push(chunk)
      return Buffer.concat(chunks)
    },
  }
}
