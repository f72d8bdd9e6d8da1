import { expect, test } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { makeTemporaryFolder } from './temporary.js'

test('what a killed process left is removed, what a living one uses is not', () => {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  const left = path.join(os.tmpdir(), `airlift-${pid}-call-abc`)
  fs.mkdirSync(left)
  fs.writeFileSync(path.join(left, 'config.json'), '{}')
  const first = makeTemporaryFolder('call')
  const second = makeTemporaryFolder('spool')
  expect([left, first, second].map((folder) => fs.existsSync(folder))).toEqual([false, true, true])
  expect(fs.statSync(first).mode & 0o777).toBe(0o700)
  fs.rmdirSync(first)
  fs.rmdirSync(second)
})
