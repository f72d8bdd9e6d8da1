/** The options of a stream, as the spec describes them. */
import type { Json, JsonObject } from '../protocol/messages.js'

const discovery: JsonObject = {
  schemaless: {
    title: 'Schemaless',
    description: 'Put each row whole into one column named data, whatever its fields are. Neither a schema is inferred nor a value cast.',
    default: false,
    type: 'boolean',
  },
  recent_n_files_to_read_for_schema_discovery: {
    title: 'Files To Read For Schema Discover',
    description: 'Infer the schema from this many of the newest files. Without it, from the ten newest.',
    exclusiveMinimum: 0,
    type: 'integer',
  },
  use_first_found_file_for_schema_discovery: {
    title: 'Use First Found File For Schema Discover',
    description:
      'Infer the schema from the first matching file alone, without listing the others: quicker for a bucket with very many files.',
    default: false,
    type: 'boolean',
  },
  skip_full_check_for_parquet: {
    title: 'Skip Full Check for Parquet',
    description: 'When the connection is checked, only open the first Parquet file, and do not read a row of it.',
    default: false,
    type: 'boolean',
  },
}

const selection: JsonObject = {
  name: { title: 'Name', description: 'The name of the stream, which usually becomes the name of a table.', type: 'string', order: 0 },
  globs: {
    title: 'Globs',
    description:
      'Which files belong to the stream: those whose key matches one of these patterns. * stands for any characters but /, ** for any folders, ? for one character, [abc] for one of several.',
    default: ['**'],
    order: 1,
    type: 'array',
    items: { type: 'string' },
  },
  legacy_prefix: {
    title: 'Legacy Prefix',
    description: 'The path prefix of a configuration from before version 4: only keys that begin with it are listed.',
    airbyte_hidden: true,
    type: 'string',
  },
  validation_policy: {
    title: 'Validation Policy',
    description:
      'What becomes of a record that does not conform to the schema: it is delivered all the same, it is left out, or the stream stops there until the schema is discovered anew.',
    default: 'Emit Record',
    enum: ['Emit Record', 'Skip Record', 'Wait for Discover'],
  },
  input_schema: {
    title: 'Input Schema',
    description:
      'The columns and their types, in place of those that would be inferred, as a JSON object: {"id": "integer", "name": "string"}. Types are string, number, integer, boolean, object, array and null.',
    type: 'string',
  },
  primary_key: {
    title: 'Primary Key',
    description: 'The column that identifies a record.',
    airbyte_hidden: true,
    type: 'string',
  },
  days_to_sync_if_history_is_full: {
    title: 'Days To Sync If History Is Full',
    description:
      'The state remembers the newest ten thousand files at least. Unknown files that are older than all of these are still read if they are not older than this many days.',
    default: 3,
    type: 'integer',
  },
}

/** `formats` are the entries of the files' formats, in their order. */
export function streamsProperty(formats: readonly Json[]): JsonObject {
  return {
    title: 'Streams',
    description: 'Each stream takes those files of the bucket that its globs match; they share a format and a schema.',
    order: 2,
    type: 'array',
    items: {
      title: 'FileBasedStreamConfig',
      type: 'object',
      properties: {
        ...selection,
        format: {
          title: 'Format',
          description: 'The format of the files, and how to read them. Files packed with gzip, bzip2 or zip are unpacked.',
          type: 'object',
          oneOf: formats,
          order: 1,
        },
        ...discovery,
      },
      required: ['name', 'format'],
    },
  }
}
