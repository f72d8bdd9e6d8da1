// Builds dist/: the kernels (AssemblyScript → WebAssembly) and the TypeScript. `--kernels` builds the kernels alone.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const bin = (name) => path.join(root, 'node_modules', ...name)
const run = (script, ...args) => execFileSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' })

const sources = path.join(root, 'src/kernels/assembly')
fs.mkdirSync(path.join(root, 'dist/kernels'), { recursive: true })
for (const file of fs.readdirSync(sources).filter((name) => name.endsWith('.ts'))) {
  const target = `dist/kernels/${path.basename(file, '.ts')}.wasm`
  run(bin(['assemblyscript', 'bin', 'asc.js']), `src/kernels/assembly/${file}`, '-o', target, '-O3', '--runtime', 'stub', '--enable', 'simd', '--noAssert', '--memoryBase', '262144')
}
if (!process.argv.includes('--kernels')) {
  run(bin(['typescript', 'bin', 'tsc']), '-p', 'tsconfig.build.json')
  for (const name of ['main.js', 'cli.js']) fs.chmodSync(path.join(root, 'dist', name), 0o755)
}
