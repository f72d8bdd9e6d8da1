import { expect, test } from '@jest/globals'
import type { JsonObject } from '../protocol/messages.js'
import { parseConfig } from './config.js'

const stream = { name: 's', format: { filetype: 'csv' } }
const credentials = { auth_type: 'iam_user', aws_access_key_id: 'AKIAEXAMPLE', aws_secret_access_key: 'very-secret-value' }
const config: JsonObject = { bucket: 'b', credentials, streams: [stream] }
const withStream = (options: JsonObject): JsonObject => ({ ...config, streams: [{ ...stream, ...options }] })
const parse = (raw: JsonObject, cloud = false) => parseConfig(raw, { cloud })

test('defaults are filled in', () => {
  expect(parse(config)).toEqual({
    bucket: 'b',
    endpoint: undefined,
    region: undefined,
    credentials: { kind: 'iam_user', accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'very-secret-value', sessionToken: undefined },
    streams: [
      {
        name: 's',
        globs: ['**'],
        legacyPrefix: '',
        validationPolicy: 'Emit Record',
        inputSchema: undefined,
        primaryKey: undefined,
        daysToSync: 3,
        format: { filetype: 'csv', options: {} },
        schemaless: false,
        recentFiles: undefined,
        useFirstFile: false,
        skipFullCheckForParquet: false,
      },
    ],
    startDate: undefined,
    delivery: { kind: 'records' },
  })
})

test('options are taken', () => {
  const parsed = parse({
    ...config,
    endpoint: 'https://s3.example',
    region_name: 'eu-central-1',
    start_date: '2026-01-02',
    credentials: { ...credentials, aws_session_token: 'token' },
    delivery_method: { delivery_type: 'use_records_transfer' },
    streams: [
      {
        name: 'a',
        globs: [],
        legacy_prefix: 'p/',
        validation_policy: 'Skip Record',
        input_schema: '{"a":"string"}',
        primary_key: 'id',
        days_to_sync_if_history_is_full: 7,
        recent_n_files_to_read_for_schema_discovery: 2,
        skip_full_check_for_parquet: true,
        format: { filetype: 'csv', delimiter: ';', unknown: 1 },
      },
      { ...stream, name: 'b', schemaless: true },
      { ...stream, name: 'c', use_first_found_file_for_schema_discovery: true },
    ],
  })
  expect(parsed).toMatchObject({ endpoint: 'https://s3.example', region: 'eu-central-1', startDate: '2026-01-02T00:00:00.000000Z' })
  expect(parsed.credentials).toMatchObject({ sessionToken: 'token' })
  expect(parsed.streams[0]).toEqual({
    name: 'a',
    globs: [],
    legacyPrefix: 'p/',
    validationPolicy: 'Skip Record',
    inputSchema: '{"a":"string"}',
    primaryKey: 'id',
    daysToSync: 7,
    format: { filetype: 'csv', options: { delimiter: ';', unknown: 1 } },
    schemaless: false,
    recentFiles: 2,
    useFirstFile: false,
    skipFullCheckForParquet: true,
  })
  expect(parsed.streams[1]).toMatchObject({ schemaless: true })
  expect(parsed.streams[2]).toMatchObject({ useFirstFile: true })
})

test.each([
  ['an empty input_schema is none', { input_schema: '', schemaless: true }, { inputSchema: undefined, schemaless: true }],
  ['0 days are 3', { days_to_sync_if_history_is_full: 0 }, { daysToSync: 3 }],
  ['recent files beside schemaless', { recent_n_files_to_read_for_schema_discovery: 1, schemaless: true }, { recentFiles: 1 }],
  ['unknown keys', { extra: true }, { name: 's' }],
])('accepted: %s', (_, options, expected) => {
  expect(parse(withStream(options)).streams[0]).toMatchObject(expected)
})

test.each([
  ['2026-01-02', '2026-01-02T00:00:00.000000Z'],
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000000Z'],
  ['2026-01-02T03:04:05', '2026-01-02T03:04:05.000000Z'],
  ['2026-01-02T00:00:00.000001Z', '2026-01-02T00:00:00.000001Z'],
  ['2026-01-02T00:00:00.1234567Z', '2026-01-02T00:00:00.123456Z'],
  ['2026-01-02T02:00:00+02:00', '2026-01-02T02:00:00.000000Z'],
])('start_date %s', (start_date, expected) => {
  expect(parse({ ...config, start_date }).startDate).toBe(expected)
})

test.each([
  ['iam_role', { auth_type: 'iam_role', role_arn: 'arn:aws:iam::1:role/r' }, { kind: 'iam_role', roleArn: 'arn:aws:iam::1:role/r' }],
  ['default_credentials', { auth_type: 'default_credentials' }, { kind: 'default' }],
])('credentials: %s', (_, raw, expected) => {
  expect(parse({ ...config, credentials: raw }).credentials).toEqual(expected)
})

test('internal keys and an empty endpoint are no mistakes', () => {
  expect(parse({ ...config, _limit: 'x', _page_size: null, endpoint: '' }).endpoint).toBeUndefined()
})

test.each([
  ['no bucket', { credentials, streams: [stream] }, /must have required property 'bucket'/],
  ['no credentials', { bucket: 'b', streams: [stream] }, /must have required property 'credentials'/],
  [
    'one key only',
    { ...config, credentials: { auth_type: 'iam_user', aws_access_key_id: 'x' } },
    /credentials must have .*'aws_secret_access_key'/,
  ],
  [
    'a key that is a number',
    { ...config, credentials: { ...credentials, aws_secret_access_key: 123456 } },
    /credentials.aws_secret_access_key must be string/,
  ],
  [
    'an unknown way to authenticate',
    { ...config, credentials: { auth_type: 'magic' } },
    /credentials.auth_type must be one of "iam_user", "iam_role", "def/,
  ],
  ['a null option', withStream({ format: { filetype: 'csv', escape_char: null } }), /streams.0.format.escape_char must be string/],
  ['null globs', withStream({ globs: null }), /streams.0.globs must be array/],
  ['an unknown format', withStream({ format: { filetype: 'xml' } }), /streams.0.format.filetype must be one of "avro", "csv", "jsonl",/],
  [
    'several streams',
    {
      ...config,
      streams: [
        { name: 'a', format: { filetype: 'csv', delimiter: 1 } },
        { name: 'b', format: { filetype: 'avro', double_as_string: 1 } },
      ],
    },
    /streams.0.format.delimiter must be string/,
  ],
  ['a format without filetype', withStream({ format: {} }), /streams.0.format must have required property 'filetype'/],
  ['an unknown policy', withStream({ validation_policy: 'Whatever' }), /streams.0.validation_policy must be one of "Emit Record",/],
  ['no recent file', withStream({ recent_n_files_to_read_for_schema_discovery: 0 }), /discovery must be > 0/],
  [
    'a wrong header',
    withStream({ format: { filetype: 'csv', header_definition: { header_definition_type: 'User Provided' } } }),
    /header_definition must have required property 'column_names'/,
  ],
  ['a start_date that is none', { ...config, start_date: 'yesterday' }, /start_date must have the form YYYY-MM-DD,/],
])('refused by the schema: %s', (_, raw, message) => {
  const refused = expect(() => parse(raw))
  refused.toThrow(expect.objectContaining({ code: 'config_schema', failureType: 'config_error' }))
  refused.toThrow(/^Config validation error: /)
  refused.toThrow(message)
})

test.each([
  ['config_model', 'an impossible month', { ...config, start_date: '2026-13-01T00:00:00Z' }],
  ['config_model', 'an impossible day', { ...config, start_date: '2026-02-30' }],
  ['config_model', 'an impossible hour', { ...config, start_date: '2026-02-03T24:00:00Z' }],
  ['config_model', 'two streams of one name', { ...config, streams: [stream, stream] }],
  ['config_model', 'negative days', withStream({ days_to_sync_if_history_is_full: -1 })],
  ['config_model', 'schemaless with a schema', withStream({ schemaless: true, input_schema: '{}' })],
  ['config_model', 'schemaless with the first file', withStream({ schemaless: true, use_first_found_file_for_schema_discovery: true })],
  ['config_model', 'a schema with the first file', withStream({ input_schema: '{}', use_first_found_file_for_schema_discovery: true })],
  [
    'config_model',
    'the first and recent files',
    withStream({ use_first_found_file_for_schema_discovery: true, recent_n_files_to_read_for_schema_discovery: 2 }),
  ],
  ['not_yet_readable', 'raw files', { ...config, delivery_method: { delivery_type: 'use_file_transfer' } }],
  ['format_not_readable', 'a format that is to come', withStream({ format: { filetype: 'excel' } })],
])('refused by the model, %s: %s', (code, _, raw) => {
  expect(() => parse(raw)).toThrow(expect.objectContaining({ code, failureType: 'config_error' }))
})

test('a format that cannot be read is named with its stream', () => {
  expect(() => parse(withStream({ format: { filetype: 'avro' } }))).toThrow(/Stream "s": .*"avro"/)
})

test.each([
  ['http://s3.example', 'config_schema'],
  ['HTTP://s3.example', 'config_model'],
])('in cloud mode the endpoint %s is refused', (endpoint, code) => {
  expect(() => parse({ ...config, endpoint }, true)).toThrow(expect.objectContaining({ code }))
  expect(parse({ ...config, endpoint }).endpoint).toBe(endpoint)
})

test('a refused endpoint is told what it must be', () => {
  expect(() => parse({ ...config, endpoint: 'http://s3.example' }, true)).toThrow(/endpoint does not have .* must be reached by https/)
})

test('no message shows a value of the configuration', () => {
  const secret = 'very-secret-value'
  const bad: JsonObject[] = [
    { ...config, credentials: { ...credentials, auth_type: secret } },
    { ...config, credentials: secret },
    { ...config, start_date: secret },
    withStream({ validation_policy: secret }),
    withStream({ format: { filetype: secret } }),
  ]
  for (const raw of bad) {
    expect(() => parse(raw)).toThrow(expect.objectContaining({ message: expect.not.stringContaining(secret) as unknown }))
  }
})
