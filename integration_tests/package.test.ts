/** What is published, and what of it can be imported. */
import { expect, test } from '@jest/globals'
import fs from 'node:fs'
import { run } from './support/run.js'

const ERRORS = ['ConfigError', 'ConnectorError', 'DataError', 'ExpectedError', 'Interrupted', 'SystemError', 'TransientError']
const PUBLIC_NAMES = [...ERRORS, 'duckdb', 'getDefaultCache', 'getSource']

const evaluate = (code: string) => run(process.execPath, ['--input-type=module', '-e', code])

test('the package holds the build, the spec and its texts, and nothing else', async () => {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'])
  const [packed] = JSON.parse(stdout) as [{ files: { path: string }[] }]
  const paths = packed.files.map((file) => file.path)
  const texts = ['package.json', 'spec.json', 'README.md', 'CHANGELOG.md', 'LICENSE']
  expect(paths.filter((path) => !path.startsWith('dist/')).sort()).toEqual([...texts].sort())
  expect(paths).toEqual(expect.arrayContaining(['dist/main.js', 'dist/cli.js', 'dist/index.js', 'dist/index.d.ts']))
  expect(paths.filter((path) => /\.test\.|^dist\/testing\/|^dist\/\./.test(path))).toEqual([])
})

test('the library exports these names and no others', async () => {
  const { stdout } = await evaluate(`console.log(JSON.stringify(Object.keys(await import('source-s3')).sort()))`)
  expect(JSON.parse(stdout)).toEqual(PUBLIC_NAMES)
})

test.each(['source-s3/dist/main.js', 'source-s3/dist/errors.js', 'source-s3/errors', 'source-s3/src/index.ts'])(
  '%s cannot be imported',
  async (name) => {
    const { stdout } = await evaluate(`try { await import('${name}') } catch (error) { console.log(error.code) }`)
    expect(stdout.trim()).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED')
  },
)

test('importing the library loads no database', async () => {
  const code = `await import('source-s3')
    console.log(process.report.getReport().sharedObjects.filter((file) => file.includes('duckdb')).length)`
  const { stdout } = await evaluate(code)
  expect(stdout.trim()).toBe('0')
})

test('every place that tells the version tells the same', () => {
  const text = (file: string): string => fs.readFileSync(file, 'utf8')
  const { version } = JSON.parse(text('package.json')) as { version: string }
  expect(text('Dockerfile')).toContain(`LABEL io.airbyte.version=${version} `)
  expect(text('metadata.yaml')).toContain(`dockerImageTag: ${version}\n`)
  expect(text('CHANGELOG.md')).toContain(`\n## ${version}\n`)
})
