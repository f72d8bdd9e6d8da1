// What the scripts share. Built-ins only: they run before anything is installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
export const inRoot = (...names) => path.join(root, ...names)

/** Seconds since the moment that `process.hrtime.bigint()` gave, as text. */
export const since = (start) => `${(Number(process.hrtime.bigint() - start) / 1e9).toFixed(1)} s`

/** Runs a program to its end: { ok, status, output } with stdout and stderr joined. Its standard input is empty. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  })
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ? `${result.error.message}\n` : ''}`
  return { ok: result.status === 0, status: result.status, output, stdout: result.stdout ?? '' }
}

/** All files below a folder, relative to it, in order. */
export function filesBelow(folder) {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort()
}

/** Changes when a file that the build reads is changed, added or removed. */
export function sourcesFingerprint() {
  const sources = filesBelow(inRoot('src')).filter((file) => !file.endsWith('.test.ts'))
  const files = [...sources.map((file) => `src/${file}`), 'tsconfig.json', 'tsconfig.build.json', 'scripts/build.mjs', 'package-lock.json']
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\0`).update(fs.readFileSync(inRoot(file)))
  return hash.digest('hex')
}
