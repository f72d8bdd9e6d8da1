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
  let gone: unknown
  for await (const file of stream.files()) {
    try {
      await stream.format.probe(stream.source(file))
      return
    } catch (error) {
      // it was there when we listed; another file may tell as well
      if (!(error instanceof DataError && error.code === 'object_gone')) {
        throw new ConfigError(`Stream ${name}: ${file.uri} cannot be read: ${messageOf(error)}`, {
          code: 'file_unreadable',
          stream: name,
          cause: error,
        })
      }
      gone = error
    }
  }
  throw new ConfigError(
    gone === undefined
      ? `Stream ${name}: no file matches its globs (${globs.join(', ')}). Check the bucket, the globs and the start date.`
      : `Stream ${name}: every file that matches its globs has gone since the listing. Try again.`,
    { code: 'no_file_matches', stream: name, cause: gone },
  )
}
