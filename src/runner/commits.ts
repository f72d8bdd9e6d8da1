/** From spooled segments to the cache: what a state vouches for becomes visible together with it, and nothing else does. */
import fs from 'node:fs/promises'
import type { LoadSession, Segment } from '../caches/cache.js'
import type { StateMessage } from '../protocol/messages.js'

export interface CommitsOptions {
  readonly session: LoadSession
  /** The finished segments of a stream, or of all. */
  take(stream?: string): readonly Segment[]
  /** Rows that are in the cache for good. */
  onCommitted(stream: string, records: number): void
}

export interface Commits {
  /** A state has come: everything that its streams gave before it is committed with it. */
  state(message: StateMessage): void
  /** A replaced stream has come to its good end; saying so twice does no harm. */
  complete(stream: string): void
  /** Commits all that is left: every row that came is wanted. */
  rest(): void
  /** Until at most so many commits are under way or waiting. Throws what a commit threw. */
  settled(most?: number): Promise<void>
}

export function startCommits(options: CommitsOptions): Commits {
  const { session } = options
  let queue: Promise<void> = Promise.resolve()
  let pending = 0
  let failure: Error | undefined
  const completed = new Set<string>()
  const enqueue = (segments: readonly Segment[], then: () => Promise<void>): void => {
    pending++
    queue = queue.then(async () => {
      try {
        if (failure !== undefined) return
        for (const segment of segments) {
          await session.load(segment)
          await fs.rm(segment.path, { force: true })
        }
        await then()
        for (const { stream, records } of segments) options.onCommitted(stream, records)
      } catch (error) {
        failure ??= error instanceof Error ? error : new Error(String(error))
      } finally {
        pending--
      }
    })
  }
  return {
    state: (message) => {
      const streams = streamsOf(message)
      const segments = streams === undefined ? options.take() : streams.flatMap((stream) => options.take(stream))
      enqueue(segments, () => session.commit([message]))
    },
    complete: (stream) => {
      if (completed.has(stream)) return
      completed.add(stream)
      enqueue(options.take(stream), async () => {
        await session.commit([])
        await session.complete(stream)
      })
    },
    rest: () => {
      enqueue(options.take(), () => session.commit([]))
    },
    settled: async (most = 0) => {
      while (pending > most && failure === undefined) await queue
      if (failure !== undefined) throw failure
    },
  }
}

/** The streams that a state speaks for; undefined: all of them. */
function streamsOf({ state }: StateMessage): readonly string[] | undefined {
  return state.stream === undefined || state.global !== undefined ? undefined : [state.stream.stream_descriptor.name]
}
