import { expect, test } from '@jest/globals'
import type { Columns } from './column.js'
import { makeRowPlan } from './row-plan.js'

const columns: Columns = new Map([['a', { type: 'integer' }]])

function plan(changes: { schemaless?: boolean; dropUnknown?: boolean } = {}) {
  let asked = 0
  const discovered = (): Promise<Columns> => {
    asked++
    return Promise.resolve(new Map([...columns, ['b', { type: 'string' }]]))
  }
  const row = makeRowPlan({ schemaless: false, dropUnknown: false, policy: 'Emit Record', catalogColumns: columns, discovered, ...changes })
  return { row, asked: () => asked }
}

test('names of the catalog do not ask the discovered schema', async () => {
  const { row, asked } = plan()
  expect(await row.resolve(['a', 'a'])).toEqual([{ type: 'integer' }, { type: 'integer' }])
  expect(await row.resolve(['_ab_source_file_url'])).toEqual([undefined])
  expect(asked()).toBe(0)
})

test('a name that discover knows was left out by the user, one that it does not know is kept', async () => {
  const { row, asked } = plan()
  expect(await row.resolve(['b', 'c', 'a'])).toEqual([undefined, { type: 'any' }, { type: 'integer' }])
  expect(await row.resolve(['d'])).toEqual([{ type: 'any' }])
  expect(asked()).toBe(1)
})

test('an input_schema leaves out what it does not name', async () => {
  const { row, asked } = plan({ dropUnknown: true })
  expect(await row.resolve(['a', 'c'])).toEqual([{ type: 'integer' }, undefined])
  expect(asked()).toBe(0)
})

test('schemaless keeps every column as it is', async () => {
  const { row, asked } = plan({ schemaless: true })
  expect(await row.resolve(['a', 'b', '_ab_source_file_url'])).toEqual([{ type: 'any' }, { type: 'any' }, { type: 'any' }])
  expect([row.columns.size, asked()]).toEqual([0, 0])
})
