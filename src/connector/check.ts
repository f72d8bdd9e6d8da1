import { ConfigError, DataError, ExpectedError, messageOf } from '../errors.js'
import { describe } from './failures.js'
import type { Session } from './session.js'
import { fileStream, type FileStream } from './stream.js'

/** Can every stream be read? Lists until a file matches, and reads its first record. Throws what is to be told. */
export async function check(session: Session): Promise<void> {
  const errors: ExpectedError[] = []
  for (const config of session.config.streams) {
    try {
      await checkStream(fileStream(session, config))
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error
      errors.push(error)
    }
  }
  if (errors.length === 0) return
  const [first] = errors
  const text = errors.length === 1 && first ? describe(first) : `${errors.length} streams have errors:\n${errors.map(describe).join('\n')}`
  throw new ConfigError(text, { code: 'check_failed', cause: first })
}

async function checkStream(stream: FileStream): Promise<void> {
  const { name, globs } = stream.config
  let silent: DataError | undefined
  for await (const file of stream.files()) {
    try {
      await stream.format.probe(stream.source(file))
      return
    } catch (error) {
      // gone since the listing, or without a header: another file may tell
      if (!(error instanceof DataError && ['object_gone', 'file_empty'].includes(error.code))) {
        throw new ConfigError(`Stream ${name}: ${file.uri} cannot be read: ${messageOf(error)}`, {
          code: 'file_unreadable',
          stream: name,
          cause: error,
        })
      }
      silent = error
    }
  }
  const text =
    silent === undefined
      ? `no file matches its globs (${globs.join(', ')}). Check the bucket, the globs and the start date.`
      : `none of the files that match its globs can tell anything: ${silent.message}`
  throw new ConfigError(`Stream ${name}: ${text}`, { code: 'no_file_matches', stream: name, cause: silent })
}
