// The list of formats in src/formats/list.ts: every file of that folder that defines one.
import fs from 'node:fs'
import { inRoot } from '../lib.mjs'

/** { file, name }: src/formats/FILE.ts exports the format as NAME. */
function definedFormats() {
  const files = fs.readdirSync(inRoot('src/formats')).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  const names = files.map((file) => {
    const [, name] = /^export const (\w+) = defineFormat\b/m.exec(fs.readFileSync(inRoot('src/formats', file), 'utf8')) ?? []
    return { file: file.slice(0, -'.ts'.length), name }
  })
  return names.filter(({ name }) => name !== undefined).sort((a, b) => (a.file < b.file ? -1 : 1))
}

export function formatList() {
  const formats = definedFormats()
  return [
    '// Written by npm run generate: the formats that the files of this folder define.',
    ...formats.map(({ file, name }) => `import { ${name} } from './${file}.js'`),
    "import { anyFormat, type AnyFormat } from './format.js'",
    '',
    '/** Each brings its entry of the spec and its reader. */',
    `export const formats: readonly AnyFormat[] = [${formats.map(({ name }) => `anyFormat(${name})`).join(', ')}]`,
    '',
  ].join('\n')
}
