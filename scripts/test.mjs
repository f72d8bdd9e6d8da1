// npm test [-- PART…]: installs and builds what is missing, then runs the parts one after another, with a line each.
// Parts: lint, unit, conformance, integration, image. The last line is the total of all.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { ensure } from './ensure.mjs'
import { filesBelow, inRoot, root, run, since } from './lib.mjs'

const bin = (file) => inRoot('node_modules', file)

/** A check that passes or fails as a whole: { name, args } of a Node program. */
const checks = [
  { name: 'format', args: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'] },
  { name: 'lint', args: [bin('eslint/bin/eslint.js'), '.'] },
  { name: 'types', args: [bin('typescript/bin/tsc'), '-p', '.'] },
  { name: 'generated files', args: [inRoot('scripts/generate.mjs'), '--check'] },
]

const testFiles = (folder) =>
  filesBelow(inRoot(folder))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `${folder}/${file}`)
const isImage = (file) => file.endsWith('image.test.ts')
const isConformance = (file) => file.startsWith('integration_tests/conformance/')

const parts = {
  lint: () => runChecks(),
  unit: () => runJest('unit', testFiles('src')),
  conformance: () => runJest('conformance', testFiles('integration_tests').filter(isConformance)),
  integration: () =>
    runJest(
      'integration',
      testFiles('integration_tests').filter((file) => !isConformance(file) && !isImage(file)),
    ),
  image: () =>
    hasDocker() ? runJest('image', testFiles('integration_tests').filter(isImage), 1) : skip('image: skipped, no Docker daemon'),
}

const hasDocker = () => run('docker', ['version', '--format', '{{.Server.Version}}']).ok

function skip(line) {
  console.log(line)
  return { passed: 0, failed: 0 }
}

async function runChecks() {
  const total = { passed: 0, failed: 0 }
  for (const { name, args } of checks) {
    const start = process.hrtime.bigint()
    const { code, output } = await node(args)
    if (code !== 0) console.log(output.trim())
    console.log(`${name}: ${code === 0 ? 'passed' : 'FAILED'} (${since(start)})`)
    total[code === 0 ? 'passed' : 'failed']++
  }
  return total
}

/** Runs test files with jest and counts their tests; a file that does not even load counts as a failed test. */
async function runJest(name, files, workers = 2) {
  if (files.length === 0) return skip(`${name}: nothing to run`)
  const start = process.hrtime.bigint()
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'source-s3-test-'))
  const report = path.join(folder, 'report.json')
  try {
    const args = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', bin('jest/bin/jest.js')]
    const options = [
      '--json',
      `--outputFile=${report}`,
      `--maxWorkers=${workers}`,
      '--maxConcurrency=3',
      '--testTimeout=60000',
      '--runTestsByPath',
      ...files,
    ]
    const { code, output } = await node([...args, ...options])
    const total = counted(report, code)
    if (total.failed > 0) console.log(withoutReport(output))
    const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
    console.log(`${name}: ${total.passed} passed, ${total.failed} failed${skipped} (${since(start)})`)
    return total
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

function counted(report, code) {
  if (!fs.existsSync(report)) return { passed: 0, failed: 1, skipped: 0 }
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests } = JSON.parse(fs.readFileSync(report, 'utf8'))
  const failed = numFailedTests + numRuntimeErrorTestSuites
  return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: numPendingTests }
}

/** jest tells of passed files too; only what went wrong is worth reading. */
const withoutReport = (output) =>
  output
    .split('\n')
    .filter((line) => !/^(PASS|Test results written to)/.test(line))
    .join('\n')
    .trim()

/** Plain text, and no word of the AWS SDK about versions of Node to come. */
const env = { ...process.env, FORCE_COLOR: '0', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }

/** Runs a Node program, without standard input; its output is shown only if it fails. */
function node(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env })
    const chunks = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString('utf8') }))
  })
}

async function main(names) {
  const unknown = names.filter((name) => !(name in parts))
  if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}.`)
  ensure()
  const total = { passed: 0, failed: 0 }
  for (const name of names.length > 0 ? names : Object.keys(parts)) {
    const { passed, failed } = await parts[name]()
    total.passed += passed
    total.failed += failed
  }
  return total
}

try {
  const { passed, failed } = await main(process.argv.slice(2))
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
} catch (error) {
  console.log(`${error.message}\n0 passed, 1 failed`)
  process.exitCode = 1
}
