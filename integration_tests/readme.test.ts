/** Every command and every piece of code of the README runs. Those for Docker run in readme-image.test.ts. */
import { afterAll, expect, test } from '@jest/globals'
import { transformSync } from '@swc/core'
import fs from 'node:fs'
import path from 'node:path'
import { parseConfig } from '../src/connector/config.js'
import type { JsonObject } from '../src/protocol/messages.js'
import { isDocker, readmeBlocks, readmeCommands } from './support/readme.js'
import { run } from './support/run.js'
import { startTour } from './support/tour.js'

const MINUTES = 60_000
/** They run already: npm start in demo.test.ts, npm test now, npm install in startTour. */
const ELSEWHERE = ['npm start', 'npm test', 'npm install --global .']

const tour = await startTour('readme')
afterAll(() => tour.stop())

test('every block is of a kind that is tested', () => {
  const kinds = new Set(readmeBlocks().map(({ language }) => language))
  expect([...kinds].sort()).toEqual(['json', 'sh', 'text', 'ts'])
})

test.each(ELSEWHERE)('%s stands in the README', (command) => {
  expect(readmeCommands()).toContain(command)
})

test.each(readmeCommands().filter((command) => !isDocker(command) && !ELSEWHERE.includes(command)))(
  '%s',
  async (command) => {
    expect(await tour.command(command)).toMatchObject({ exit: 0 })
  },
  2 * MINUTES,
)

test.each(readmeBlocks().filter(({ language }) => language === 'json'))('the configuration shown is valid', ({ code }) => {
  expect(parseConfig(JSON.parse(code) as JsonObject, { cloud: false }).streams.map(({ name }) => name)).toEqual(['orders', 'events'])
})

test.each(readmeBlocks().filter(({ language }) => language === 'ts'))(
  'the program shown runs',
  async ({ code }) => {
    const { code: plain } = transformSync(code, {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    })
    fs.mkdirSync(path.join(tour.folder, 'node_modules'))
    fs.symlinkSync(path.resolve('.'), path.join(tour.folder, 'node_modules/source-s3'))
    fs.writeFileSync(path.join(tour.folder, 'program.mjs'), plain)
    const { exit, stdout, stderr } = await run(process.execPath, ['program.mjs'], { cwd: tour.folder })
    expect({ exit, stderr }).toMatchObject({ exit: 0 })
    expect(stdout).toContain('bolt')
  },
  2 * MINUTES,
)
