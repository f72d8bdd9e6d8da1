import type { ConfiguredCatalog, ConfiguredStream } from '../protocol/catalog.js'
import type { JsonObject } from '../protocol/messages.js'
import { collectFailures } from './failures.js'
import { readStream } from './read-stream.js'
import type { Session } from './session.js'
import { fileStream } from './stream.js'

/** Reads the streams of a catalog, full refreshes first as the reference does. Throws what ends the sync, after everything that can be read was. */
export async function read(session: Session, catalog: ConfiguredCatalog, states: ReadonlyMap<string, JsonObject>): Promise<void> {
  const { config, log } = session
  const failures = collectFailures()
  const known = new Map(config.streams.map((stream) => [stream.name, stream]))
  const types = new Map<string, number>()
  log.info('Starting syncing SourceS3')
  for (const configured of inOrder(catalog)) {
    const { name } = configured.stream
    const stream = known.get(name)
    if (stream === undefined) {
      log.warn(`Stream ${name} of the catalog is not in the configuration; it is left out.`)
      log.status(name, 'INCOMPLETE')
      continue
    }
    await readStream(session, fileStream(session, stream), configured, states.get(name), failures)
    types.set(stream.format.filetype, (types.get(stream.format.filetype) ?? 0) + 1)
  }
  log.info('Finished syncing SourceS3')
  const closing = failures.closing()
  if (closing !== undefined) throw closing
  for (const [type, count] of types) log.analytics(`file-cdk-${type}-stream-count`, String(count))
}

const inOrder = ({ streams }: ConfiguredCatalog): ConfiguredStream[] => [
  ...streams.filter((stream) => stream.sync_mode !== 'incremental'),
  ...streams.filter((stream) => stream.sync_mode === 'incremental'),
]
