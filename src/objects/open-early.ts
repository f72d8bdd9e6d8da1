import type { ByteSource } from './store.js'

/** A source whose bytes may be asked for before its reader's turn. */
export interface EarlySource extends ByteSource {
  /** Opens it now; the reader's first stream() goes on from there. */
  begin(): void
  /** Closes what was begun and never read. */
  close(): Promise<void>
}

export function openEarly(source: ByteSource): EarlySource {
  let early: { readonly rest: AsyncIterator<Uint8Array>; readonly first: Promise<IteratorResult<Uint8Array>> } | undefined
  const take = () => {
    const taken = early
    early = undefined
    return taken
  }
  return {
    uri: source.uri,
    size: source.size,
    begin: () => {
      const rest = source.stream()[Symbol.asyncIterator]()
      const first = rest.next()
      first.catch(() => undefined) // it is the reader who is told, once its turn comes
      early = { rest, first }
    },
    close: async () => {
      await take()?.rest.return?.()
    },
    stream: () => {
      const begun = take()
      return begun === undefined ? source.stream() : goOn(begun.first, begun.rest)
    },
    slice: (start, end) => source.slice(start, end),
  }
}

async function* goOn(first: Promise<IteratorResult<Uint8Array>>, rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    for (let next = await first; next.done !== true; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}
