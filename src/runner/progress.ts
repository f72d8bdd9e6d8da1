/** What a sync has done so far, as data; printing is the caller's. */
export interface StreamProgress {
  readonly stream: string
  status: 'waiting' | 'running' | 'complete' | 'incomplete'
  /** Records that the connector gave, and the bytes of their lines. */
  records: number
  bytes: number
  /** Records that are in the cache for good. */
  committed: number
}

export interface Progress {
  readonly streams: ReadonlyMap<string, StreamProgress>
  /** Seconds since the start. */
  readonly seconds: number
}

export type OnProgress = (progress: Progress) => void

export function startProgress(names: readonly string[], now: () => number = () => performance.now()) {
  const begin = now()
  const streams = new Map(
    names.map((stream): [string, StreamProgress] => [stream, { stream, status: 'waiting', records: 0, bytes: 0, committed: 0 }]),
  )
  const at = (name: string): StreamProgress | undefined => streams.get(name)
  return {
    records: (name: string, records: number, bytes: number): void => {
      const stream = at(name)
      if (stream === undefined) return
      stream.records += records
      stream.bytes += bytes
      if (stream.status === 'waiting') stream.status = 'running'
    },
    committed: (name: string, records: number): void => {
      const stream = at(name)
      if (stream !== undefined) stream.committed += records
    },
    status: (name: string, status: string): void => {
      const stream = at(name)
      if (stream !== undefined) stream.status = status === 'COMPLETE' ? 'complete' : status === 'INCOMPLETE' ? 'incomplete' : 'running'
    },
    now: (): Progress => ({ streams, seconds: (now() - begin) / 1000 }),
    committedByStream: (): Record<string, number> =>
      Object.fromEntries([...streams.values()].map(({ stream, committed }) => [stream, committed])),
  }
}
