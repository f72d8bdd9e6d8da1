/** Every recorded case, on a real S3 server, against the built connector. */
import { afterAll, expect, test } from '@jest/globals'
import path from 'node:path'
import { startMinio } from '../../src/testing/minio.js'
import { caseNames, loadCase, notYet } from './case.js'
import { judge } from './judge.js'

const MINUTES = 60_000
const PROGRAM = [process.execPath, path.resolve('dist/main.js')] as const

const server = await startMinio()
afterAll(() => server.stop())

const offList = notYet()
const [later, listed] = [caseNames().filter((name) => offList.has(name)), caseNames().filter((name) => !offList.has(name))]

test.concurrent.each(listed)(
  '%s',
  async (name) => {
    expect(await judge(loadCase(name), PROGRAM, server)).toBeUndefined()
  },
  5 * MINUTES,
)

// one that passes must come onto the list
test.concurrent.each(later)(
  '%s is still off the list',
  async (name) => {
    expect(await judge(loadCase(name), PROGRAM, server)).toBeDefined()
  },
  5 * MINUTES,
)
