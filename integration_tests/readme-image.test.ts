/** The README's commands for Docker, on a real daemon; the containers use this machine's network, where the test's server is. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fs from 'node:fs'
import path from 'node:path'
import type { Message } from '../src/protocol/messages.js'
import { BUILD_OPTIONS } from './support/docker.js'
import { isDocker, readmeCommands } from './support/readme.js'
import { jsonLines, run } from './support/run.js'
import { catalogOf, startTour, type Tour } from './support/tour.js'

const MINUTES = 60_000
let tour: Tour

beforeAll(async () => {
  tour = await startTour('readme-image')
}, MINUTES)

afterAll(() => tour.stop())

test.each(readmeCommands().filter(isDocker))(
  '%s',
  async (command) => {
    const adapted = command
      .replace('docker run --rm', 'docker run --rm --network=host')
      .replace('docker build', `docker build ${BUILD_OPTIONS.join(' ')}`)
      .replace('airlift sync', 'airlift sync --network host')
    // the image is built from this folder, all else runs beside s3.json
    const { exit, stdout, stderr } = command.startsWith('docker build')
      ? await run('sh', ['-c', adapted], { timeout: 600 })
      : await tour.command(adapted)
    expect({ exit, stderr: exit === 0 ? '' : stderr }).toEqual({ exit: 0, stderr: '' })
    if (command.includes(' discover ')) saveCatalog(stdout)
  },
  10 * MINUTES,
)

/** The catalog that the next command names is made of the answer. */
function saveCatalog(stdout: string): void {
  const catalog = jsonLines<Message>(stdout).find((message) => message.type === 'CATALOG')
  if (catalog !== undefined) fs.writeFileSync(path.join(tour.folder, 'catalog.json'), catalogOf(catalog))
}
