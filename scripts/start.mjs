// npm start: installs and builds what is missing, then runs the demonstration, or with arguments `airlift sync source-s3 …`.
import { spawn } from 'node:child_process'
import { ensure } from './ensure.mjs'
import { inRoot } from './lib.mjs'

const args = process.argv.slice(2)
try {
  ensure()
  const program = args.length === 0 ? [inRoot('scripts/demo/main.mjs')] : [inRoot('dist/cli.js'), 'sync', 'source-s3', ...args]
  const child = spawn(process.execPath, program, { stdio: 'inherit' })
  // Ctrl-C reaches the program from the terminal, once; this process waits for it to end
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)
  })
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
