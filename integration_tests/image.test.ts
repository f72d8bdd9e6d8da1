/** The image, built and run by a real Docker daemon against MinIO on this machine. NODE_IMAGE names another base image. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import type { Message } from '../src/protocol/messages.js'
import { build, docker, IMAGE, LOCKED_DOWN, type ImageConfig } from './support/docker.js'
import { jsonLines } from './support/run.js'
import { catalogOf, startTour, type Tour } from './support/tour.js'

const MINUTES = 60_000
let tour: Tour

beforeAll(async () => {
  tour = await startTour('image')
  await build()
}, 15 * MINUTES)

afterAll(() => tour.stop())

const mounted = (): readonly string[] => ['-v', `${tour.folder}:/data:ro`]
const connector = (...args: readonly string[]) => docker('run', '--rm', '--network=host', ...mounted(), IMAGE, ...args)
const messages = (stdout: string): readonly Message[] => jsonLines<Message>(stdout)

test(
  'spec, check, discover and read answer as the built program does',
  async () => {
    const config = ['--config', '/data/s3.json']
    const spec = await connector('spec')
    expect(messages(spec.stdout)).toMatchObject([{ type: 'SPEC' }])
    const check = await connector('check', ...config)
    expect(messages(check.stdout)).toContainEqual({ type: 'CONNECTION_STATUS', connectionStatus: { status: 'SUCCEEDED' } })
    const discover = await connector('discover', ...config)
    const catalog = messages(discover.stdout).find((message) => message.type === 'CATALOG')
    expect(catalog?.catalog.streams.map(({ name }) => name)).toEqual(['orders', 'events'])
    if (catalog !== undefined) fs.writeFileSync(path.join(tour.folder, 'catalog.json'), catalogOf(catalog))
    const read = await connector('read', ...config, '--catalog', '/data/catalog.json')
    expect(read.exit).toBe(0)
    expect(messages(read.stdout).filter((message) => message.type === 'RECORD')).toHaveLength(4)
  },
  2 * MINUTES,
)

test(
  'it runs locked down, as any user, and as the platform starts it',
  async () => {
    const args = ['-w', '/dest', '--entrypoint', 'sh', IMAGE, '-c', 'eval "$AIRBYTE_ENTRYPOINT check --config /data/s3.json"']
    for (const user of ['1000:1000', '4321:4321']) {
      const { exit, stdout } = await docker('run', '--rm', '--network=host', ...LOCKED_DOWN, '--user', user, ...mounted(), ...args)
      expect({ user, exit }).toEqual({ user, exit: 0 })
      expect(messages(stdout)).toContainEqual({ type: 'CONNECTION_STATUS', connectionStatus: { status: 'SUCCEEDED' } })
    }
  },
  2 * MINUTES,
)

test(
  'wrong usage and failures keep their exit codes',
  async () => {
    expect(await connector('nonsense')).toMatchObject({ exit: 2 })
    expect(await connector('discover', '--config', '/data/none.json')).toMatchObject({ exit: 1 })
  },
  2 * MINUTES,
)

test('what Airbyte reads off the image', async () => {
  const { stdout } = await docker('inspect', IMAGE)
  const [{ Config: config }] = JSON.parse(stdout) as [{ Config: ImageConfig }]
  const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { version: string }
  expect(config.User).toBe('1000:1000')
  expect(config.Env).toContain(`AIRBYTE_ENTRYPOINT=${config.Entrypoint.join(' ')}`)
  expect(config.Entrypoint.at(-1)).toMatch(/^\//)
  expect(config.Labels).toMatchObject({ 'io.airbyte.name': 'source-s3', 'io.airbyte.version': version })
})

test('neither the runner nor a database nor anything for tests is in it', async () => {
  const { stdout } = await docker('run', '--rm', '--entrypoint', 'sh', IMAGE, '-c', 'find /airbyte/integration_code -type f')
  const files = stdout.split('\n').map((file) => file.replace('/airbyte/integration_code/', ''))
  expect(files).toContain('dist/main.js')
  const own = files.filter((file) => !file.startsWith('node_modules/'))
  expect(own.filter((file) => /^dist\/(runner|caches|testing|cli|index|kernels\/record)|\.test\.|\.ts$|^src|^scripts/.test(file))).toEqual(
    [],
  )
  const unwanted = ['@duckdb', '@dragon-den', '@swc', 'assemblyscript', 'eslint', 'jest', 'typescript']
  expect(unwanted.filter((name) => files.some((file) => file.startsWith(`node_modules/${name}/`)))).toEqual([])
})

/** A server that takes connections and never answers. */
async function silentServer(): Promise<net.Server> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

test(
  'docker stop ends a command that waits for its server',
  async () => {
    const server = await silentServer()
    const connected = once(server, 'connection') as Promise<[net.Socket]>
    const { port } = server.address() as net.AddressInfo
    const config = JSON.parse(fs.readFileSync(path.join(tour.folder, 's3.json'), 'utf8')) as object
    fs.writeFileSync(path.join(tour.folder, 'silent.json'), JSON.stringify({ ...config, endpoint: `http://127.0.0.1:${port}` }))
    const name = `source-s3-stop-${process.pid}`
    const args = ['run', '--rm', '--name', name, '--network=host', ...mounted(), IMAGE, 'discover', '--config', '/data/silent.json']
    const ended = once(spawn('docker', args, { stdio: 'ignore' }), 'exit')
    const [socket] = await Promise.race([connected, ended.then(() => Promise.reject(new Error('it ended without asking the server')))])
    const start = Date.now()
    expect(await docker('stop', '--time', '30', name)).toMatchObject({ exit: 0 })
    expect(Date.now() - start).toBeLessThan(20_000) // after 30 s it would be killed
    expect(await ended).toEqual([143, null])
    socket.destroy()
    server.close()
  },
  2 * MINUTES,
)

test(
  'airlift runs it',
  async () => {
    const command = `airlift sync "docker:${IMAGE}" --config s3.json --cache duckdb:image.duckdb --network host --json`
    const { exit, stdout, stderr } = await tour.command(command)
    expect({ exit, stderr: exit === 0 ? '' : stderr }).toEqual({ exit: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ records: 4 })
  },
  2 * MINUTES,
)
