/** A connector as a program uses it. */
import type { Cache, Dataset } from '../caches/cache.js'
import { ConfigError } from '../errors.js'
import type { Catalog, CatalogStream, ConfiguredCatalog, ConfiguredStream } from '../protocol/catalog.js'
import type { JsonObject, RecordMessage } from '../protocol/messages.js'
import { callConnector } from './call.js'
import type { Strategy } from './columns.js'
import type { Executor } from './executors/executor.js'
import { resolveSource, type SourceKind } from './executors/resolve.js'
import { checkFailed } from './listener.js'
import type { OnProgress } from './progress.js'
import { sync, type Synced } from './sync.js'

export interface SourceOptions {
  readonly config?: JsonObject
  /** The name under which a cache keeps the state. Default: the connector's. Two configurations of one connector need two names. */
  readonly name?: string
  /** `docker run --network` for images. */
  readonly network?: string
  /** Called when the connector changes its configuration, for instance to renew a token. */
  readonly onConfig?: (config: JsonObject) => void
}

export interface ReadOptions {
  readonly cache: Cache
  /** Default: those selected, or all. */
  readonly streams?: readonly string[]
  /** Default: auto. */
  readonly strategy?: Strategy
  /** Read everything again. */
  readonly fullRefresh?: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: OnProgress
}

export interface ReadResult extends Synced {
  /** The rows of a stream, as they are in the cache. */
  stream(name: string): Dataset
}

/** Throws ConfigError for a source that is none. Starts nothing. */
export function getSource(source: SourceKind | (string & {}), options: SourceOptions = {}): Promise<Source> {
  return Promise.resolve(new Source(resolveSource(source, options.network), options))
}

export class Source implements AsyncDisposable {
  readonly label: string
  readonly name: string
  readonly #executor: Executor
  readonly #onConfig: ((config: JsonObject) => void) | undefined
  readonly #running = new AbortController()
  #config: JsonObject | undefined
  #catalog: Promise<Catalog> | undefined
  #selected: readonly string[] | undefined

  constructor(executor: Executor, { config, name, onConfig }: SourceOptions) {
    this.#executor = executor
    this.#config = config
    this.#onConfig = onConfig
    this.label = executor.label
    this.name = name ?? executor.name
  }

  /** The connector's specification. */
  async spec(signal?: AbortSignal): Promise<JsonObject> {
    let spec: JsonObject | undefined
    await this.#call('spec', {}, signal, (message) => {
      if (message.type === 'SPEC') spec = message.spec
      return undefined
    })
    return spec ?? this.#silent('spec', 'SPEC')
  }

  /** Throws ConfigError with the connector's own message. */
  async check(signal?: AbortSignal): Promise<void> {
    let answer: { readonly status: string; readonly message?: string } | undefined
    await this.#call('check', { config: this.config }, signal, (message) => {
      if (message.type === 'CONNECTION_STATUS') answer = message.connectionStatus
      return answer !== undefined
    })
    const { status, message } = answer ?? this.#silent('check', 'CONNECTION_STATUS')
    if (status !== 'SUCCEEDED') throw checkFailed(this.label, message ?? 'it does not say why')
  }

  /** The catalog; asked for once, and again when the configuration has changed. */
  discover(signal?: AbortSignal): Promise<Catalog> {
    return (this.#catalog ??= this.#discover(signal).catch((error: unknown) => {
      this.#catalog = undefined
      throw error
    }))
  }

  async getAvailableStreams(): Promise<readonly string[]> {
    return (await this.discover()).streams.map(({ name }) => name)
  }

  selectAllStreams(): void {
    this.#selected = undefined
  }

  /** Throws at read() for a name that there is not. */
  selectStreams(names: readonly string[]): void {
    this.#selected = [...names]
  }

  /** Loads the selected streams. Throws ConnectorError or Interrupted; what is complete is in the cache all the same. */
  async read(options: ReadOptions): Promise<ReadResult> {
    const { cache, strategy = 'auto', fullRefresh = false, onProgress } = options
    const signal = joined(this.#running.signal, options.signal)
    const chosen = choose(await this.discover(signal), options.streams ?? this.#selected)
    const catalog: ConfiguredCatalog = { streams: chosen.map((stream) => configured(stream, fullRefresh || strategy === 'replace')) }
    const common = { executor: this.#executor, name: this.name, config: this.config, catalog, cache, strategy, signal, onProgress }
    const synced = await sync({ ...common, fresh: fullRefresh || strategy === 'replace' })
    this.#changed(synced.config)
    return { ...synced, stream: (name) => cache.stream(name) }
  }

  /** The first records of a stream; the connector is stopped once it gave them. */
  async preview(name: string, limit = 10, signal?: AbortSignal): Promise<readonly RecordMessage['record']['data'][]> {
    const rows: RecordMessage['record']['data'][] = []
    const catalog = { streams: choose(await this.discover(signal), [name]).map((stream) => configured(stream, true)) }
    await this.#call('read', { config: this.config, catalog, state: [] }, signal, (message) => {
      if (message.type === 'RECORD' && message.record.stream === name && rows.length < limit) rows.push(message.record.data)
      return rows.length >= limit
    })
    return rows
  }

  get config(): JsonObject {
    if (this.#config === undefined) throw new ConfigError(`${this.label} needs a configuration.`, { code: 'config_missing' })
    return this.#config
  }

  set config(config: JsonObject) {
    this.#config = config
    this.#catalog = undefined
  }

  /** Stops what is running. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#running.abort()
    return Promise.resolve()
  }

  async #discover(signal?: AbortSignal): Promise<Catalog> {
    let catalog: Catalog | undefined
    await this.#call('discover', { config: this.config }, signal, (message) => {
      if (message.type === 'CATALOG') catalog = message.catalog
      return undefined
    })
    return catalog ?? this.#silent('discover', 'CATALOG')
  }

  async #call(
    command: 'spec' | 'check' | 'discover' | 'read',
    contents: Parameters<typeof callConnector>[0]['contents'],
    signal: AbortSignal | undefined,
    onMessage: Parameters<typeof callConnector>[0]['onMessage'],
  ): Promise<void> {
    const heard = await callConnector({
      executor: this.#executor,
      command,
      contents,
      signal: joined(this.#running.signal, signal),
      onMessage,
    })
    this.#changed(heard.config)
  }

  #changed(config: JsonObject | undefined): void {
    if (config === undefined) return
    this.#config = config
    this.#onConfig?.(config)
  }

  #silent(command: string, answer: string): never {
    throw new ConfigError(`${this.label} answered ${command} without ${answer}. Is it an Airbyte connector?`, { code: 'no_answer' })
  }
}

const joined = (own: AbortSignal, given: AbortSignal | undefined): AbortSignal =>
  given === undefined ? own : AbortSignal.any([own, given])

function choose({ streams }: Catalog, names: readonly string[] | undefined): readonly CatalogStream[] {
  if (names === undefined) return streams
  return names.map((name) => {
    const stream = streams.find((candidate) => candidate.name === name)
    if (stream !== undefined) return stream
    const known = streams.map((candidate) => candidate.name).join(', ')
    throw new ConfigError(`There is no stream ${name}. There are: ${known}.`, { code: 'stream_unknown', stream: name })
  })
}

/** Incremental where the stream can do that. */
function configured(stream: CatalogStream, fullRefresh: boolean): ConfiguredStream {
  const incremental = !fullRefresh && stream.supported_sync_modes.includes('incremental')
  return {
    stream,
    sync_mode: incremental ? 'incremental' : 'full_refresh',
    destination_sync_mode: incremental ? 'append' : 'overwrite',
    ...(stream.default_cursor_field !== undefined && { cursor_field: stream.default_cursor_field }),
    ...(stream.source_defined_primary_key !== undefined && { primary_key: stream.source_defined_primary_key }),
  }
}
