// Installs and builds what is missing or stale, with a line for each thing that it does. `node scripts/ensure.mjs`, or ensure().
import fs from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { inRoot, run, since, sourcesFingerprint } from './lib.mjs'

const readJson = (file) => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined)

/** Whether node_modules holds what package-lock.json names; packages for other platforms may be missing. */
function installed() {
  const present = readJson(inRoot('node_modules/.package-lock.json'))?.packages
  if (present === undefined) return false
  const wanted = Object.entries(readJson(inRoot('package-lock.json')).packages).filter(([name]) => name !== '')
  return wanted.every(([name, { version, optional }]) =>
    present[name] === undefined ? optional === true : present[name].version === version,
  )
}

const built = () => fs.existsSync(inRoot('dist/.built')) && fs.readFileSync(inRoot('dist/.built'), 'utf8') === sourcesFingerprint()

function step(title, command, args) {
  const start = process.hrtime.bigint()
  const { ok, output } = run(command, args, { shell: process.platform === 'win32' })
  if (!ok) throw new Error(`${title} failed:\n${output.trim()}`)
  process.stderr.write(`${title}: ${since(start)}\n`)
}

/** Throws with the output of what failed. */
export function ensure() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) throw new Error(`Node 20.19 or newer is needed; this is ${process.version}.`)
  if (!installed()) step('installing packages (npm ci)', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  if (!built()) step('building', process.execPath, ['scripts/build.mjs'])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    ensure()
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}
