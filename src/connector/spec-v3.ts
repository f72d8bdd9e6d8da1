/** The options of version 3. They are hidden, and kept so that its configurations still fit the spec; migrate-v3.ts converts them. */
import type { Json, JsonObject } from '../protocol/messages.js'

const filetype = (value: string): JsonObject => ({
  title: 'Filetype',
  description: 'The format of the files.',
  default: value,
  const: value,
  type: 'string',
})

const csv: JsonObject = {
  title: 'CSV',
  type: 'object',
  description: 'Options of CSV files.',
  properties: {
    filetype: filetype('csv'),
    delimiter: { title: 'Delimiter', description: 'What separates the fields.', default: ',', minLength: 1, order: 0, type: 'string' },
    infer_datatypes: { title: 'Infer Datatypes', description: 'Find out the types of columns.', default: true, order: 1, type: 'boolean' },
    quote_char: { title: 'Quote Character', description: 'What quotes a field.', default: '"', order: 2, type: 'string' },
    escape_char: { title: 'Escape Character', description: 'What takes the next character its meaning.', order: 3, type: 'string' },
    encoding: { title: 'Encoding', description: 'The encoding of the text.', default: 'utf8', order: 4, type: 'string' },
    double_quote: { title: 'Double Quote', description: 'Two quotes within a field are one.', default: true, order: 5, type: 'boolean' },
    newlines_in_values: {
      title: 'Allow newlines in values',
      description: 'No longer needed: line breaks in quoted fields are always kept.',
      default: false,
      order: 6,
      type: 'boolean',
    },
    additional_reader_options: {
      title: 'Additional Reader Options',
      description: 'A JSON object with null_values, true_values, false_values or strings_can_be_null.',
      examples: ['{"timestamp_parsers": ["%m/%d/%Y %H:%M", "%Y/%m/%d %H:%M"], "strings_can_be_null": true, "null_values": ["NA", "NULL"]}'],
      order: 7,
      type: 'string',
    },
    advanced_options: {
      title: 'Advanced Options',
      description: 'A JSON object with skip_rows, skip_rows_after_names, column_names or autogenerate_column_names.',
      examples: ['{"column_names": ["column1", "column2"]}'],
      order: 8,
      type: 'string',
    },
    block_size: {
      title: 'Block Size',
      description: 'No longer used.',
      default: 10000,
      minimum: 1,
      maximum: 2147483647,
      order: 9,
      type: 'integer',
    },
  },
}

const parquet: JsonObject = {
  title: 'Parquet',
  type: 'object',
  description: 'Options of Parquet files.',
  properties: {
    filetype: filetype('parquet'),
    columns: { title: 'Selected Columns', description: 'No longer used.', order: 0, type: 'array', items: { type: 'string' } },
    batch_size: { title: 'Record batch size', description: 'No longer used.', default: 65536, order: 1, type: 'integer' },
    buffer_size: { title: 'Buffer Size', description: 'No longer used.', default: 2, type: 'integer' },
  },
}

const avro: JsonObject = { title: 'Avro', type: 'object', description: 'Avro files.', properties: { filetype: filetype('avro') } }

const jsonl: JsonObject = {
  title: 'Jsonl',
  type: 'object',
  description: 'Options of JSON lines files.',
  properties: {
    filetype: filetype('jsonl'),
    newlines_in_values: { title: 'Allow newlines in values', description: 'No longer used.', default: false, order: 0, type: 'boolean' },
    unexpected_field_behavior: {
      title: 'Unexpected field behavior',
      description: 'No longer used.',
      default: 'infer',
      examples: ['ignore', 'infer', 'error'],
      order: 1,
      enum: ['ignore', 'infer', 'error'],
    },
    block_size: { title: 'Block Size', description: 'No longer used.', default: 0, order: 2, type: 'integer' },
  },
}

const provider: JsonObject = {
  title: 'S3: Amazon Web Services',
  description: 'Before version 4: the bucket and how to reach it. Now bucket, credentials, endpoint and start_date.',
  type: 'object',
  properties: {
    bucket: { title: 'Bucket', description: 'Now bucket.', order: 0, type: 'string' },
    aws_access_key_id: {
      title: 'AWS Access Key ID',
      description: 'Now credentials.aws_access_key_id.',
      airbyte_secret: true,
      always_show: true,
      order: 1,
      type: 'string',
    },
    aws_secret_access_key: {
      title: 'AWS Secret Access Key',
      description: 'Now credentials.aws_secret_access_key.',
      airbyte_secret: true,
      always_show: true,
      order: 2,
      type: 'string',
    },
    role_arn: { title: 'AWS Role ARN', description: 'Now credentials.role_arn.', always_show: true, order: 7, type: 'string' },
    path_prefix: { title: 'Path Prefix', description: 'Now the beginning of the globs.', default: '', order: 3, type: 'string' },
    endpoint: { title: 'Endpoint', description: 'Now endpoint.', default: '', order: 4, type: 'string' },
    region_name: { title: 'AWS Region', description: 'Now region_name.', order: 5, type: 'string' },
    start_date: {
      title: 'Start Date',
      description: 'Now start_date.',
      examples: ['2021-01-01T00:00:00Z'],
      format: 'date-time',
      pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$',
      order: 6,
      type: 'string',
    },
  },
  required: [],
  order: 111,
  airbyte_hidden: true,
}

export const v3Properties: Readonly<Record<string, Json>> = {
  dataset: {
    title: 'Output Stream Name',
    description: 'Before version 4: the name of the only stream. Now streams.name.',
    pattern: '^([A-Za-z0-9-_]+)$',
    order: 100,
    type: 'string',
    airbyte_hidden: true,
  },
  path_pattern: {
    title: 'Pattern of files to replicate',
    description: 'Before version 4: patterns separated by |. Now streams.globs.',
    examples: ['**', 'myFolder/myTableFiles/*.csv|myFolder/myOtherTableFiles/*.csv'],
    order: 110,
    type: 'string',
    airbyte_hidden: true,
  },
  format: {
    title: 'File Format',
    description: 'Before version 4: the format of the files. Now streams.format.',
    default: 'csv',
    order: 120,
    type: 'object',
    oneOf: [csv, parquet, avro, jsonl],
    airbyte_hidden: true,
  },
  schema: {
    title: 'Manually enforced data schema',
    description: 'Before version 4: columns and types as JSON. Now streams.input_schema.',
    default: '{}',
    examples: ['{"column_1": "number", "column_2": "string", "column_3": "array", "column_4": "object", "column_5": "boolean"}'],
    order: 130,
    type: 'string',
    airbyte_hidden: true,
  },
  provider,
}
