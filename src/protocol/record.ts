/** The envelope of RECORD lines: what is constant for a file is encoded once. */

export const MODIFIED_FIELD = '_ab_source_file_last_modified'
export const URL_FIELD = '_ab_source_file_url'

export interface RecordFrame {
  readonly stream: string
  /** The file's name in records: its key. */
  readonly uri: string
  /** The file's time, `YYYY-MM-DDTHH:MM:SS.ffffffZ`. */
  readonly modified: string
}

/** The bytes before and after the fields of a row; a row without any field takes `empty` in place of `after`. */
export interface Envelope {
  readonly before: Uint8Array
  readonly after: Uint8Array
  readonly empty: Uint8Array
}

/**
 * `before` ends behind the `{` of the row's object; `after` begins with the `,` that follows its last field (or, when schemaless,
 * with the `}` that closes `data`) and ends with the line's `\n`. `emittedAt` in milliseconds since 1970.
 */
export function envelope(frame: RecordFrame, schemaless: boolean, emittedAt: number): Envelope {
  const before = `{"type":"RECORD","record":{"stream":${JSON.stringify(frame.stream)},"data":{${schemaless ? '"data":{' : ''}`
  const metadata = `"${MODIFIED_FIELD}":"${frame.modified}","${URL_FIELD}":${JSON.stringify(frame.uri)}`
  const end = `},"emitted_at":${emittedAt}}}\n`
  const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8')
  return {
    before: bytes(before),
    after: bytes(`${schemaless ? '},' : ','}${metadata}${end}`),
    empty: bytes(`${schemaless ? '},' : ''}${metadata}${end}`),
  }
}
