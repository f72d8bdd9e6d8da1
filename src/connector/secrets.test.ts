import { expect, test } from '@jest/globals'
import { mask, secretValues } from './secrets.js'
import { connectorSpec } from './spec.js'

const spec = connectorSpec({ cloud: false })

test.each([
  [
    '4.16',
    { bucket: 'b', credentials: { auth_type: 'iam_user', aws_access_key_id: 'id', aws_secret_access_key: 's', aws_session_token: 't' } },
  ],
  ['before 4.16', { bucket: 'b', streams: [], aws_access_key_id: 'id', aws_secret_access_key: 's', aws_session_token: 't' }],
  ['version 3', { provider: { bucket: 'b', aws_access_key_id: 'id', aws_secret_access_key: 's' }, aws_session_token: 't' }],
])('the secrets of a configuration of %s', (_, config) => {
  expect(secretValues(config, spec)).toEqual(['id', 's', 't'])
})

test.each([null, [], 'text', { credentials: null }, { credentials: { aws_access_key_id: {} } }])('%j has no secrets', (config) => {
  expect(secretValues(config, spec)).toEqual([])
})

test.each([
  ['key abc and abcdef', ['abc', 'abcdef'], 'key **** and ****'],
  ['a?key=a%2Fb%2Bc&x', ['a/b+c'], 'a?key=****&x'],
  [String.raw`{"key":"a\"b\\c"}`, [String.raw`a"b\c`], '{"key":"****"}'],
  ['nothing is said', ['', 'a', 'is'], 'nothing is said'],
  ['$& and $1', ['$& '], '****and $1'],
  ['\ud800xyz', ['\ud800xyz'], '****'],
])('%j without %j', (text, secrets, expected) => {
  expect(mask(text, secrets)).toBe(expected)
})
