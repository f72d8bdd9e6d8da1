import { expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { caseNames, notYet } from './case.js'

test('the copy of the cases equals its origin, where there is one', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/refresh-cases.mjs', '--check'])
  expect(stdout).toBe('')
})

test('every name off the list is a case, with a reason', () => {
  const names = new Set(caseNames())
  for (const [name, reason] of notYet()) {
    expect(names).toContain(name)
    expect(reason.trim()).not.toBe('')
  }
})
