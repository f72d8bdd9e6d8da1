/** One sync: a connector's output, through the spool, into a cache. */
import fs from 'node:fs'
import type { Cache, TablePlan } from '../caches/cache.js'
import { Interrupted } from '../errors.js'
import type { ConfiguredCatalog } from '../protocol/catalog.js'
import type { JsonObject, Message, StateMessage } from '../protocol/messages.js'
import { writeCallFiles } from './call-files.js'
import { tablePlans, type Strategy } from './columns.js'
import { startCommits, type Commits } from './commits.js'
import type { Executor } from './executors/executor.js'
import { listen } from './listener.js'
import { startProcess } from './process.js'
import { startProgress, type OnProgress, type Progress } from './progress.js'
import { Spool } from './spool.js'
import { makeTemporaryFolder } from './temporary.js'

export interface SyncOptions {
  readonly executor: Executor
  /** The name under which the cache keeps the state. */
  readonly name: string
  readonly config: JsonObject
  readonly catalog: ConfiguredCatalog
  readonly cache: Cache
  readonly strategy: Strategy
  /** Read everything again, whatever the saved state says. */
  readonly fresh: boolean
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: OnProgress | undefined
}

export interface Synced {
  readonly progress: Progress
  readonly plans: readonly TablePlan[]
  /** The states that are saved now. */
  readonly states: readonly StateMessage[]
  /** The configuration, as the connector changed it. */
  readonly config: JsonObject | undefined
}

/** Commits that may wait before the connector is held up. */
const WAITING = 2
const PROGRESS_MS = 100

/** Throws ConnectorError or Interrupted after everything that is complete was committed. */
export async function sync(options: SyncOptions): Promise<Synced> {
  const { executor, name, config, catalog, cache, strategy, fresh } = options
  const plans = tablePlans(catalog, { strategy, capabilities: cache.capabilities })
  const state = fresh ? [] : savedStates(await cache.states(name), catalog)
  await using session = await cache.open(name, plans, { fresh })
  using call = writeCallFiles({ config, catalog, state })
  const directory = makeTemporaryFolder('spool')
  try {
    const streams = plans.map(({ stream }) => stream)
    const listener = listen(executor.label, streams)
    const progress = startProgress(streams)
    const spool: Spool = new Spool({
      directory,
      plans,
      onMessage: (line) => {
        heard(listener.hear(line.toString('utf8')))
      },
      onRecords: progress.records,
    })
    const commits = startCommits({ session, take: (stream) => spool.take(stream), onCommitted: progress.committed })
    const replaced = new Set(plans.filter(({ mode }) => mode === 'replace').map(({ stream }) => stream))
    const heard = hear(commits, replaced, progress.status)
    const running = startProcess(executor.program('read', call.files, call.folder))
    const ended = await pump(running, spool, commits, options, () => options.onProgress?.(progress.now()))
    const failure = listener.failure(ended, spool.torn, progress.committedByStream())
    const interrupted = options.signal?.aborted === true
    if (failure === undefined && !interrupted) finish(commits, replaced)
    await commits.settled()
    options.onProgress?.(progress.now())
    if (interrupted)
      throw new Interrupted('Interrupted. What was complete is in the cache; the next sync goes on from there.', { code: 'interrupted' })
    if (failure !== undefined) throw listener.failure(ended, spool.torn, progress.committedByStream()) ?? failure
    return { progress: progress.now(), plans, states: await cache.states(name), config: listener.config() }
  } finally {
    fs.rmSync(directory, { recursive: true, force: true })
  }
}

/** Feeds the output to the spool until the process has ended; a full queue of commits holds it up. */
async function pump(running: ReturnType<typeof startProcess>, spool: Spool, commits: Commits, { signal }: SyncOptions, tell: () => void) {
  const stop = (): void => {
    running.stop()
  }
  if (signal?.aborted === true) stop()
  signal?.addEventListener('abort', stop, { once: true })
  const telling = setInterval(tell, PROGRESS_MS)
  try {
    for await (const chunk of running.output) {
      spool.feed(chunk)
      await commits.settled(WAITING)
    }
    spool.end()
    return await running.ended
  } catch (error) {
    stop()
    throw error
  } finally {
    clearInterval(telling)
    signal?.removeEventListener('abort', stop)
  }
}

/** What the connector says of its streams decides what is committed. */
function hear(
  commits: Commits,
  replaced: ReadonlySet<string>,
  onStatus: (stream: string, status: string) => void,
): (message: Message | undefined) => void {
  return (message) => {
    if (message?.type === 'STATE') commits.state(message)
    if (message?.type !== 'TRACE' || message.trace.type !== 'STREAM_STATUS') return
    const { stream_descriptor, status } = message.trace.stream_status
    onStatus(stream_descriptor.name, status)
    if (status === 'COMPLETE' && replaced.has(stream_descriptor.name)) commits.complete(stream_descriptor.name)
  }
}

/** The good end: whatever was not vouched for by a state is complete all the same. */
function finish(commits: Commits, replaced: ReadonlySet<string>): void {
  commits.rest()
  for (const stream of replaced) commits.complete(stream)
}

/** The states of the streams that are read incrementally, in the form in which a connector takes them. */
function savedStates(states: readonly StateMessage[], { streams }: ConfiguredCatalog): readonly StateMessage['state'][] {
  const incremental = new Set(streams.filter(({ sync_mode }) => sync_mode === 'incremental').map(({ stream }) => stream.name))
  return states
    .map(({ state }) => state)
    .filter((state) => state.stream === undefined || incremental.has(state.stream.stream_descriptor.name))
}
