import { fileURLToPath } from 'node:url'
import { flags, type Executor } from './executor.js'

/** The connector of this package, in a process of its own. */
export function builtin(): Executor {
  // dist/main.js, from dist/runner/executors and from src/runner/executors alike
  const main = fileURLToPath(new URL('../../../dist/main.js', import.meta.url))
  return {
    label: 'source-s3',
    name: 'source-s3',
    program: (command, files) => ({ file: process.execPath, args: [main, command, ...flags(files)] }),
  }
}
