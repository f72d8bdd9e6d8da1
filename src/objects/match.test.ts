import { expect, test } from '@jest/globals'
import fs from 'node:fs'
import path from 'node:path'
import { compileGlobs } from './match.js'

const CASES = path.resolve('integration_tests/conformance/cases/globs')

interface Recorded {
  readonly command: string
  readonly streams?: Readonly<Record<string, { readonly records: Readonly<Record<string, unknown>> }>>
}

/** What the recorded cases say: globs, the keys that were there, those that were read. */
function recordedCases() {
  return fs.readdirSync(CASES).flatMap((name) => {
    const json = (file: string): unknown => JSON.parse(fs.readFileSync(path.join(CASES, name, file), 'utf8'))
    const { objects, config } = json('case.json') as {
      objects: { key: string; repeat?: number }[]
      config: { start_date?: string; streams: { globs?: string[]; legacy_prefix?: string }[] }
    }
    const wanted = fs.existsSync(path.join(CASES, name, 'wanted.json')) ? 'wanted.json' : 'expected.json'
    const read = (json(wanted) as Recorded[]).find(({ command }) => command === 'read')?.streams?.['s']
    const [stream] = config.streams
    const pure =
      read !== undefined && stream !== undefined && config.start_date === undefined && objects.every(({ repeat }) => repeat === undefined)
    // recorded with the reference's habit of listing below one glob's prefix only, so that it misses what the other glob names
    if (!pure || name === 'hidden-named') return []
    return [
      {
        name,
        globs: stream.globs ?? ['**'],
        prefix: stream.legacy_prefix ?? '',
        keys: objects.map(({ key }) => key),
        read: Object.keys(read.records),
      },
    ]
  })
}

test.each(recordedCases())('as recorded: $name', ({ globs, prefix, keys, read }) => {
  const matcher = compileGlobs(globs, prefix)
  const found = keys.filter((key) => !key.endsWith('/') && matcher.prefixes.some((start) => key.startsWith(start)) && matcher.matches(key))
  expect(found.sort()).toEqual(read.sort())
})

test('enough cases are recorded', () => {
  expect(recordedCases().length).toBeGreaterThan(40)
})

test.each([
  ['**', 'x/.h/a.csv', false],
  ['**', '/a.csv', true],
  ['*', '/a.csv', false],
  ['x/**', 'x/', true],
  ['x/**', 'x', false],
  ['x/**', 'x//a.csv', true],
  ['x/*/a.csv', 'x//a.csv', false],
  ['a/b', 'a//b', true],
  ['**', 'a\nb', true],
  ['[]a]', ']', true],
  ['[]*', '[]x', true],
  ['a[]', 'a[]', true],
  ['[!]', '[!]', true],
  ['[!]a]', 'x', true],
  ['[!]a]', ']', false],
  ['a\\/b', 'a/b', true],
  ['a\\\\/b', 'a\\/b', true],
  ['[z-a]x', 'bx', false],
  ['**/.*.csv', 'd/.h.csv', true],
  ['?.csv', '🙂.csv', true],
  ['a\\', 'a\\', true],
])('%s and %j: %s', (glob, key, matches) => {
  expect(compileGlobs([glob]).matches(key)).toBe(matches)
})

test.each([
  [
    ['a/b*.csv', 'a/c/**'],
    ['a/b', 'a/c/'],
  ],
  [['**', 'a/*'], ['']],
  [['d/*', 'd/e/*'], ['d/']],
  [
    ['data/202[0-9]/x.csv', 'q?/x', 'w\\*z'],
    ['data/202', 'q', 'w'],
  ],
  [['exact.csv'], ['exact.csv']],
  [['', ''], []],
  [[], []],
])('%j is listed below %j', (globs, prefixes) => {
  expect(compileGlobs(globs).prefixes).toEqual(prefixes)
})
