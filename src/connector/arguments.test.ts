import { expect, test } from '@jest/globals'
import { parseArguments } from './arguments.js'

test('a command with its files', () => {
  expect(parseArguments(['read', '--config', 'c', '--catalog=k', '--state', 's', '--debug'])).toEqual({
    kind: 'command',
    command: { name: 'read', config: 'c', catalog: 'k', state: 's' },
    debug: true,
  })
  expect(parseArguments(['spec'])).toEqual({ kind: 'command', command: { name: 'spec' }, debug: false })
})

test.each([
  [[], 'a command is needed'],
  [['fly'], 'unknown command: fly'],
  [['check'], 'check needs --config'],
  [['read', '--config', 'c'], 'read needs --catalog'],
  [['spec', 'more'], 'unexpected argument: more'],
  [['check', '--config', 'c', '--nonsense'], '--nonsense'],
])('wrong usage %j', (argv, problem) => {
  expect(parseArguments(argv)).toMatchObject({ kind: 'usage', problem: expect.stringContaining(problem) })
})

test('flags that the reference takes and does not use are taken', () => {
  expect(parseArguments(['check', '--config', 'c', '--manifest-path', 'm', '--components-path', 'p'])).toMatchObject({ kind: 'command' })
})
