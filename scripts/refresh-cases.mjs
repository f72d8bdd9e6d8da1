// Copies the recorded cases from ../shared/conformance/cases to integration_tests/conformance/cases, data only.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { filesBelow, inRoot, root } from './lib.mjs'

const origin = path.join(path.dirname(root), 'shared/conformance/cases')
const copy = inRoot('integration_tests/conformance/cases')

const contents = (folder) =>
  new Map((fs.existsSync(folder) ? filesBelow(folder) : []).map((file) => [file, fs.readFileSync(path.join(folder, file))]))

/** The files in which the copy differs from the origin; undefined where there is no origin. */
export function staleCases() {
  if (!fs.existsSync(origin)) return undefined
  const wanted = contents(origin)
  const present = contents(copy)
  const names = new Set([...wanted.keys(), ...present.keys()])
  return [...names].filter((name) => !wanted.has(name) || !present.get(name)?.equals(wanted.get(name))).sort()
}

function refresh() {
  const stale = staleCases()
  if (stale === undefined) throw new Error(`There is no ${path.relative(root, origin)} to copy from.`)
  for (const name of stale) {
    const target = path.join(copy, name)
    fs.rmSync(target, { force: true })
    if (!fs.existsSync(path.join(origin, name))) continue
    fs.mkdirSync(path.dirname(target), { recursive: true })
    fs.writeFileSync(target, fs.readFileSync(path.join(origin, name)))
  }
  console.log(`${stale.length} files refreshed`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--check')) {
    const stale = staleCases() ?? []
    for (const name of stale) console.log(name)
    process.exitCode = stale.length > 0 ? 1 : 0
  } else refresh()
}
