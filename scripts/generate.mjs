// npm run generate: rewrites what is made from the code: spec.json, the list of formats, and the README's tables between their markers.
// `--check` only compares, and fails when something is stale. Needs the build.
import fs from 'node:fs'
import { inRoot } from './lib.mjs'
import { cacheTable } from './generate/caches.mjs'
import { dependencyTable } from './generate/dependencies.mjs'
import { differenceTables } from './generate/differences.mjs'
import { formatList } from './generate/format-list.mjs'
import { formatTable } from './generate/formats.mjs'
import { optionTables } from './generate/options.mjs'

/** The text with what stands between `open` and `close` replaced. */
function between(text, open, close, content) {
  const [start, end] = [text.indexOf(open), text.indexOf(close)]
  if (start < 0 || end < start) throw new Error(`the marks ${open} and ${close} are missing`)
  return `${text.slice(0, start + open.length)}\n${content}\n${text.slice(end)}`
}

const sections = {
  options: optionTables,
  formats: formatTable,
  caches: cacheTable,
  differences: differenceTables,
  dependencies: dependencyTable,
}

async function readme(text) {
  for (const [name, make] of Object.entries(sections)) {
    text = between(text, `<!-- ${name}: written by npm run generate -->`, `<!-- end of ${name} -->`, `\n${(await make()).trim()}\n`)
  }
  const { default: prettier } = await import('prettier')
  return prettier.format(text, { ...JSON.parse(fs.readFileSync(inRoot('package.json'), 'utf8')).prettier, parser: 'markdown' })
}

async function spec() {
  const { specJson } = await import('../dist/connector/spec.js')
  return specJson()
}

const generated = {
  'src/formats/list.ts': formatList,
  'spec.json': spec,
  'README.md': readme,
}

const check = process.argv.includes('--check')
const stale = []
for (const [file, make] of Object.entries(generated)) {
  const present = fs.existsSync(inRoot(file)) ? fs.readFileSync(inRoot(file), 'utf8') : ''
  const wanted = await make(present)
  if (wanted === present) continue
  stale.push(file)
  if (!check) fs.writeFileSync(inRoot(file), wanted)
}
for (const file of stale) console.log(check ? `${file} is stale: run npm run generate` : `${file} rewritten`)
if (check && stale.length > 0) process.exitCode = 1
