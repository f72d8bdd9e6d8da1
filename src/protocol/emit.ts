/** The only writer of stdout. Writes are synchronous: a slow reader of our output slows everything before it, and nothing piles up. */
import fs from 'node:fs'
import { SystemError } from '../errors.js'
import type { Message } from './messages.js'

export interface Output {
  /** Whole lines. The bytes may be reused once the call returns. */
  write(lines: Uint8Array): void
  message(message: Message): void
}

/** Whoever reads our output has gone. */
export class OutputClosed extends SystemError {}

const sleeper = new Int32Array(new SharedArrayBuffer(4))

/** Writes to a file descriptor, every byte of it: a non-blocking pipe takes less than it is given, or nothing (EAGAIN) while it is full. */
export function writeFully(fd: number, bytes: Uint8Array): void {
  for (let at = 0, wait = 1; at < bytes.length;) {
    try {
      at += fs.writeSync(fd, bytes, at, bytes.length - at)
      wait = 1
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EPIPE') throw new OutputClosed('the reader of the output has gone', { code: 'output_closed', cause: error })
      if (code !== 'EAGAIN') throw error
      Atomics.wait(sleeper, 0, 0, wait)
      wait = Math.min(wait * 2, 16)
    }
  }
}

/** Messages and record lines to a file descriptor, in the order of the calls. */
export function createOutput(fd = 1): Output {
  return {
    write: (lines) => {
      writeFully(fd, lines)
    },
    message: (message) => {
      writeFully(fd, Buffer.from(`${JSON.stringify(message)}\n`))
    },
  }
}
