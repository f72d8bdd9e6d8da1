import { expect, test } from '@jest/globals'
import { readAhead } from './read-ahead.js'

async function* numbers(upTo: number) {
  for (let n = 0; n < upTo; n++) yield await Promise.resolve(n)
}

function recorder() {
  const seen: string[] = []
  return {
    seen,
    count: 2,
    begin: (n: number) => seen.push(`begin ${n}`),
    drop: (n: number) => {
      seen.push(`drop ${n}`)
      return Promise.resolve()
    },
  }
}

test('items keep their order, each begun two turns before', async () => {
  const { seen, ...how } = recorder()
  for await (const n of readAhead(numbers(4), how)) seen.push(`turn ${n}`)
  expect(seen).toEqual(['begin 0', 'begin 1', 'begin 2', 'turn 0', 'begin 3', 'turn 1', 'turn 2', 'turn 3'])
})

test('whoever leaves early drops what was begun', async () => {
  const { seen, ...how } = recorder()
  for await (const n of readAhead(numbers(9), how)) {
    seen.push(`turn ${n}`)
    break
  }
  expect(seen).toEqual(['begin 0', 'begin 1', 'begin 2', 'turn 0', 'drop 1', 'drop 2'])
})

test('an error of the items drops what was begun', async () => {
  const { seen, ...how } = recorder()
  async function* broken() {
    yield* numbers(2)
    throw new Error('listing failed')
  }
  const run = async () => {
    for await (const n of readAhead(broken(), how)) seen.push(`turn ${n}`)
  }
  await expect(run()).rejects.toThrow('listing failed')
  expect(seen).toEqual(['begin 0', 'begin 1', 'drop 0', 'drop 1'])
})
