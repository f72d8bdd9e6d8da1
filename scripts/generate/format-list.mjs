// The list of formats in src/formats/index.ts: every file of that folder whose default export is a format.
import fs from 'node:fs'
import { inRoot } from '../lib.mjs'

export function formatList() {
  const names = fs
    .readdirSync(inRoot('src/formats'))
    .filter((file) => file.endsWith('.ts') && /^export default defineFormat\b/m.test(fs.readFileSync(inRoot('src/formats', file), 'utf8')))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort()
  const imports = names.map((name) => `import ${name} from './${name}.js'`)
  return [...imports, '', `export const formats: readonly AnyFormat[] = [${names.map((name) => `anyFormat(${name})`).join(', ')}]`].join(
    '\n',
  )
}
