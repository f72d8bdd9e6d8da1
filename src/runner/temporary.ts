import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const PREFIX = 'airlift'

/** A folder that only this user can enter, named for this process. */
export function makeTemporaryFolder(purpose: string): string {
  sweep()
  return fs.mkdtempSync(path.join(os.tmpdir(), `${PREFIX}-${process.pid}-${purpose}-`))
}

/** Removes what processes left that were killed: configurations with secrets and spooled rows. */
function sweep(): void {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const [, pid] = /^airlift-(\d+)-(?:call|spool)-/.exec(name) ?? []
    const folder = path.join(os.tmpdir(), name)
    if (pid === undefined || isAlive(Number(pid)) || fs.statSync(folder, { throwIfNoEntry: false })?.uid !== process.getuid?.()) continue
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
