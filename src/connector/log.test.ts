import { expect, test } from '@jest/globals'
import { ConfigError } from '../errors.js'
import type { Message } from '../protocol/messages.js'
import { createLog, lowestLevel } from './log.js'

function recorder() {
  const messages: Message[] = []
  const output = { write: () => undefined, message: (message: Message) => messages.push(message) }
  return { messages, log: createLog(output, 'INFO', () => 7) }
}

test('secrets reach neither log nor trace nor stack', () => {
  const { log, messages } = recorder()
  log.hide(['wJalrXUtnFEMI'])
  const error = new ConfigError('key wJalrXUtnFEMI is wrong', { code: 'x', cause: new Error('wJalrXUtnFEMI again') })
  log.info('using wJalrXUtnFEMI')
  log.traceError(error, 's')
  expect(messages).toHaveLength(2)
  expect(JSON.stringify(messages)).not.toContain('wJalrXUtnFEMI')
  expect(JSON.stringify(messages)).toContain('****')
})

test('a foreseen error speaks for itself, a bug does not', () => {
  const { log, messages } = recorder()
  log.traceError(new ConfigError('Give a bucket.', { code: 'x' }))
  log.traceError(new TypeError('undefined is no function'))
  expect(
    messages.map((m) => m.type === 'TRACE' && m.trace.type === 'ERROR' && [m.trace.error.failure_type, m.trace.error.internal_message]),
  ).toEqual([
    ['config_error', 'Give a bucket.'],
    ['system_error', 'undefined is no function'],
  ])
  expect(messages[0]).toMatchObject({ trace: { error: { message: 'Give a bucket.' } } })
  expect(messages[1]).toMatchObject({ trace: { error: { message: expect.not.stringContaining('undefined') } } })
})

test('lines below the level are left out', () => {
  const { log, messages } = recorder()
  log.debug('x')
  expect(messages).toEqual([])
  expect([
    lowestLevel(true, undefined),
    lowestLevel(false, 'warning'),
    lowestLevel(false, 'nonsense'),
    lowestLevel(false, undefined),
  ]).toEqual(['DEBUG', 'WARN', 'INFO', 'INFO'])
})
