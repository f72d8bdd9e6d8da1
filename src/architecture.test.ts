/** Holds the layout: which folder may import which, how long a file may be, and who alone may touch what. */
import { expect, test } from '@jest/globals'
import fs from 'node:fs'
import path from 'node:path'

const SRC = path.resolve('src')
const IMPORT = /(?:^|\n)\s*(?:import|export)\s(?:[^'"();]*?\sfrom\s)?'([^']+)'|\bimport\('([^']+)'\)/g

interface Source {
  /** Relative to src. */
  readonly file: string
  readonly text: string
  /** Packages by name, and own files relative to src. */
  readonly imports: readonly string[]
}

function read(file: string): Source {
  const text = fs.readFileSync(path.join(SRC, file), 'utf8')
  const names = [...text.matchAll(IMPORT)].map(([, fixed, dynamic]) => fixed ?? dynamic ?? '')
  const own = (name: string): string => path.join(path.dirname(file), name).replace(/\.js$/, '.ts')
  return { file, text, imports: names.map((name) => (name.startsWith('.') ? own(name) : name)) }
}

const everything = fs
  .readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
const sources = everything.filter((file) => !file.endsWith('.test.ts') && !file.startsWith('kernels/assembly/')).map(read)
const tests = everything.filter((file) => file.endsWith('.test.ts')).map(read)
const isOwn = (name: string): boolean => name.endsWith('.ts') && !name.startsWith('node:')

/** What each folder (or file at the top) may import beside itself: folders, or single files. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'errors.ts': [],
  flow: ['errors.ts'],
  protocol: ['errors.ts'],
  kernels: ['errors.ts'],
  schema: ['errors.ts', 'protocol'],
  state: ['errors.ts', 'protocol'],
  objects: ['errors.ts', 'flow'],
  formats: ['errors.ts', 'flow', 'protocol', 'schema', 'kernels', 'objects/store.ts'],
  connector: ['errors.ts', 'flow', 'protocol', 'kernels', 'schema', 'state', 'objects', 'formats'],
  caches: ['errors.ts', 'protocol'],
  runner: ['errors.ts', 'flow', 'protocol', 'kernels', 'caches/cache.ts'],
  'main.ts': ['connector'],
  'cli.ts': ['errors.ts', 'runner', 'caches'],
  'index.ts': ['errors.ts', 'protocol', 'runner', 'caches'],
  testing: ['errors.ts', 'flow', 'protocol', 'kernels', 'schema', 'state', 'objects', 'formats', 'caches', 'runner', 'connector'],
}

const folderOf = (file: string): string => file.split('/')[0] ?? file

test('every file imports only what its folder may', () => {
  const wrong = sources.flatMap(({ file, imports }) => {
    const folder = folderOf(file)
    const allowed = MAY_IMPORT[folder] ?? []
    const others = imports.filter(isOwn).filter((name) => folderOf(name) !== folder)
    return others.filter((name) => !allowed.some((part) => name === part || folderOf(name) === part)).map((name) => `${file} → ${name}`)
  })
  expect(wrong).toEqual([])
})

test('every folder is one of the layout', () => {
  const unknown = sources.map(({ file }) => folderOf(file)).filter((folder) => MAY_IMPORT[folder] === undefined)
  expect(unknown).toEqual([])
})

test('no file is over 300 lines', () => {
  const lines = (text: string): number => text.split('\n').length - 1
  const long = [...sources, ...tests].filter(({ text }) => lines(text) > 300).map(({ file }) => file)
  expect(long).toEqual([])
})

const PURE_BUILTINS = ['node:util', 'node:buffer', 'node:assert']

test('schema and state do no I/O and read no clock', () => {
  for (const { file, text, imports } of sources.filter((source) => ['schema', 'state'].includes(folderOf(source.file)))) {
    expect({ file, builtins: imports.filter((name) => name.startsWith('node:') && !PURE_BUILTINS.includes(name)) }).toEqual({
      file,
      builtins: [],
    })
    expect({ file, impure: /\bDate\.now\(|\bnew Date\(\)|\bprocess\.|\bfetch\(|\bMath\.random\(/.exec(text)?.[0] }).toEqual({ file })
  }
})

test('only objects/s3*.ts import the AWS SDK', () => {
  const importers = sources.filter(({ imports }) => imports.some((name) => /^@(aws-sdk|smithy)\//.test(name))).map(({ file }) => file)
  expect(importers.filter((file) => !/^objects\/s3[^/]*\.ts$|^testing\//.test(file))).toEqual([])
})

/** What a file loads: itself and everything that it imports statically, at any depth. */
function loadedBy(start: string): ReadonlySet<string> {
  const loaded = new Set<string>()
  const queue = [start]
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (loaded.has(file)) continue
    loaded.add(file)
    if (!isOwn(file)) continue
    const { text, imports } = read(file)
    const dynamic = new Set(
      [...text.matchAll(/\bimport\('([^']+)'\)/g)].map(([, name = '']) => path.join(path.dirname(file), name).replace(/\.js$/, '.ts')),
    )
    queue.push(...imports.filter((name) => !dynamic.has(name)))
  }
  return loaded
}

test('neither the start of the connector nor its spec loads the AWS SDK or a database', () => {
  const loaded = [...loadedBy('main.ts'), ...loadedBy('connector/spec.ts')]
  expect(loaded).toContain('connector/cli.ts')
  expect(loaded.filter((name) => /^@aws-sdk|^@duckdb/.test(name))).toEqual([])
})

test('heavy packages are imported only when they are used', () => {
  const eager = sources
    .filter(({ text }) => /^(import|export) (?!type\b)[^;']*?from '(@duckdb\/[^']+)'/m.test(text))
    .map(({ file }) => file)
  expect(eager).toEqual([])
})

test('no test replaces a module of ours', () => {
  const replacing = tests.filter(({ text }) => /jest\.(mock|unstable_mockModule|doMock)\(/.test(text)).map(({ file }) => file)
  expect(replacing.filter((file) => file !== 'architecture.test.ts')).toEqual([])
})
