import fs from 'node:fs'
import path from 'node:path'
import type { CallFiles } from './executors/executor.js'
import { makeTemporaryFolder } from './temporary.js'

export interface CallFolder extends Disposable {
  /** Also where the spool's segments lie. */
  readonly folder: string
  readonly files: CallFiles
}

/**
 * The files of one call in a folder that only this user can enter, removed afterwards. The files themselves can be read by all, since a
 * container's user is another one: the way to them is what is closed.
 */
export function writeCallFiles(contents: Readonly<Partial<Record<keyof CallFiles, unknown>>>): CallFolder {
  const closed = makeTemporaryFolder('call')
  const folder = path.join(closed, 'call')
  fs.mkdirSync(folder)
  fs.chmodSync(folder, 0o755)
  const files: Record<string, string> = {}
  for (const [name, content] of Object.entries(contents)) {
    if (content === undefined) continue
    const file = path.join(folder, `${name}.json`)
    fs.writeFileSync(file, JSON.stringify(content), { mode: 0o644 })
    files[name] = file
  }
  const dispose = (): void => {
    fs.rmSync(closed, { recursive: true, force: true })
  }
  return { folder, files, [Symbol.dispose]: dispose }
}
