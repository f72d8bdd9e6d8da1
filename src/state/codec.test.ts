import { expect, test } from '@jest/globals'
import { parseStates } from './codec.js'

const state = { history: { 'a.csv': '2026-01-01T00:00:00.000000Z' } }
const stream = { stream_descriptor: { name: 's' }, stream_state: state }

test.each([
  ['null', null],
  ['an empty array', []],
  ['an empty object', {}],
  ['an empty text', ''],
  ['a LEGACY message', [{ type: 'LEGACY', data: { s: state } }]],
  ['a stream with a namespace', [{ type: 'STREAM', stream: { ...stream, stream_descriptor: { name: 's', namespace: 'n' } } }]],
])('%s is no state', (_, json) => {
  expect([...parseStates(json)]).toEqual([])
})

test.each([
  ['a STREAM message', [{ type: 'STREAM', stream }], state],
  ['one without a type', [{ stream }], state],
  ['a namespace of null', [{ stream: { ...stream, stream_descriptor: { name: 's', namespace: null } } }], state],
  ['a GLOBAL message', [{ type: 'GLOBAL', global: { stream_states: [stream] } }], state],
  ['a GLOBAL message with null shared', [{ type: 'GLOBAL', global: { shared_state: null, stream_states: [stream] } }], state],
  ['a state of null', [{ stream: { ...stream, stream_state: null } }], {}],
  ['the last of two', [{ stream: { ...stream, stream_state: {} } }, { stream }], state],
])('the state of a stream from %s', (_, json, expected) => {
  expect([...parseStates(json)]).toEqual([['s', expected]])
})

test.each([
  ['a plain object', { s: state }],
  ['a GLOBAL message with shared state', [{ type: 'GLOBAL', global: { shared_state: { x: 1 }, stream_states: [stream] } }]],
  ['a GLOBAL message without streams', [{ type: 'GLOBAL', global: {} }]],
  ['an element without a stream', [{ foo: 1 }]],
  ['an element that is a text', ['s']],
  ['a stream without a name', [{ stream: { stream_state: state } }]],
  ['a state that is a text', [{ stream: { ...stream, stream_state: 'x' } }]],
])('refuses %s', (_, json) => {
  expect(() => parseStates(json)).toThrow(expect.objectContaining({ code: 'state_form', failureType: 'system_error' }))
})
