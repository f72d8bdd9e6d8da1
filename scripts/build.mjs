// Builds dist/: the kernels (AssemblyScript → WebAssembly) and the TypeScript. `--kernels` builds the kernels alone.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { filesBelow, inRoot, root, sourcesFingerprint } from './lib.mjs'

const run = (script, ...args) => execFileSync(process.execPath, [inRoot('node_modules', script), ...args], { cwd: root, stdio: 'inherit' })

function buildKernels() {
  fs.mkdirSync(inRoot('dist/kernels'), { recursive: true })
  const sources = fs.readdirSync(inRoot('src/kernels/assembly')).filter((name) => name.endsWith('.ts'))
  for (const file of sources) {
    const target = `dist/kernels/${path.basename(file, '.ts')}.wasm`
    const options = ['-O3', '--runtime', 'stub', '--enable', 'simd', '--noAssert', '--memoryBase', '262144']
    run('assemblyscript/bin/asc.js', `src/kernels/assembly/${file}`, '-o', target, ...options)
  }
}

/** What has no source any more would still be shipped, and found by imports. */
function removeLeftovers() {
  for (const file of filesBelow(inRoot('dist'))) {
    const source = file.replace(/(\.d)?\.(js|ts)$/, '.ts')
    if (/\.(js|d\.ts)$/.test(file) && !fs.existsSync(inRoot('src', source))) fs.rmSync(inRoot('dist', file))
  }
}

const fingerprint = sourcesFingerprint()
buildKernels()
if (!process.argv.includes('--kernels')) {
  run('typescript/bin/tsc', '-p', 'tsconfig.build.json')
  removeLeftovers()
  for (const name of ['main.js', 'cli.js']) fs.chmodSync(inRoot('dist', name), 0o755)
  fs.writeFileSync(inRoot('dist/.built'), fingerprint)
}
