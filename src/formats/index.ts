/** The list of formats. */
import { ConfigError } from '../errors.js'
import type { JsonObject } from '../protocol/messages.js'
import type { BoundFormat } from './format.js'
import { formats } from './list.js'

export { formats }

/** A stream's choice of format: `options` as configured, valid by the spec. */
export interface FormatChoice {
  readonly filetype: string
  readonly options: JsonObject
}

/** The format with its options. Throws ConfigError. */
export function openFormat({ filetype, options }: FormatChoice): BoundFormat {
  const format = formats.find((candidate) => candidate.filetype === filetype)
  if (format === undefined)
    throw new ConfigError(`files of the format "${filetype}" cannot be read yet. Choose another format, or remove the stream.`, {
      code: 'format_not_readable',
    })
  return format.bind(options)
}
