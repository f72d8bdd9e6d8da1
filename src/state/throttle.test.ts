import { expect, test } from '@jest/globals'
import { isStateDue, RECORDS_PER_STATE, STATE_INTERVAL_MS, STATE_PAUSE_MS } from './throttle.js'

test.each([
  ['the first at once', undefined, 0, 1000, true],
  ['not within the pause', STATE_PAUSE_MS - 1, 1e9, 1000, false],
  ['after enough records', STATE_PAUSE_MS, RECORDS_PER_STATE * 1000, 1000, true],
  ['not after too few records', STATE_PAUSE_MS, RECORDS_PER_STATE * 1000 - 1, 1000, false],
  ['not before the interval', STATE_INTERVAL_MS - 1, 0, 1000, false],
  ['after the interval in any case', STATE_INTERVAL_MS, 0, 1000, true],
])('a state is due: %s', (_, elapsed, recordBytes, stateBytes, due) => {
  expect(isStateDue({ elapsed, recordBytes, stateBytes })).toBe(due)
})

test('the states of a long sync take no more than a sixteenth of its records, and one for every ten minutes', () => {
  const [files, fileBytes, entry] = [10_000, 500, 80]
  let [written, recordBytes, last] = [0, 0, undefined as number | undefined]
  for (let n = 0; n < files; n++) {
    recordBytes += fileBytes
    const now = n * 2_000
    const stateBytes = n * entry
    if (!isStateDue({ elapsed: last === undefined ? undefined : now - last, recordBytes, stateBytes })) continue
    written += stateBytes
    last = now
    recordBytes = 0
  }
  const byTime = ((files * 2_000) / STATE_INTERVAL_MS) * files * entry
  expect(written).toBeGreaterThan(0)
  expect(written).toBeLessThanOrEqual((files * fileBytes) / RECORDS_PER_STATE + byTime)
})
