/** `npm start` without arguments, from beginning to end. */
import { expect, test } from '@jest/globals'
import { run } from './support/run.js'

test('the demonstration syncs, names the broken lines, and goes on from its state', async () => {
  const { exit, stdout, stderr } = await run('npm', ['start', '--silent'], { timeout: 300 })
  expect({ exit, stderr: exit === 0 ? '' : stderr }).toEqual({ exit: 0, stderr: '' })
  const all = stdout + stderr
  expect(all).toMatch(/orders\/2026-02-late\.csv.*line 4/)
  expect(all).toMatch(/events\/day-2\.jsonl.*line 11/)
  expect(stdout).toContain('90071992547409931234')
  expect(stdout).toContain('Zürich')
}, 300_000)
