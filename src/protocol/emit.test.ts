import { expect, test } from '@jest/globals'
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createOutput } from './emit.js'

const built = path.resolve('dist/protocol/emit.js')

test('every byte arrives through a pipe that takes little and blocks nobody', async () => {
  // `cat` reads only when told to: until then the pipe is full, and a non-blocking write answers EAGAIN or writes a part
  const script = `
    process.stdout.fd // reading it makes the pipe non-blocking
    const { writeFully } = await import(process.argv[1])
    const bytes = Buffer.alloc(3_000_000, 'x')
    for (let i = 0; i < 5; i++) writeFully(1, bytes)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, built], { stdio: ['ignore', 'pipe', 'inherit'] })
  let bytes = 0
  for await (const chunk of child.stdout) bytes += (chunk as Buffer).length
  expect(bytes).toBe(15_000_000)
})

test('a reader that has gone is told as such', async () => {
  const script = `
    const { writeFully } = await import(process.argv[1])
    try {
      for (;;) writeFully(1, Buffer.alloc(100_000))
    } catch (error) {
      process.stderr.write(error.code)
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, built], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.once('data', () => child.stdout.destroy())
  let told = ''
  for await (const chunk of child.stderr) told += String(chunk)
  expect(told).toBe('output_closed')
})

test('messages and record lines keep their order', () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'emit-')), 'out')
  const fd = fs.openSync(file, 'w')
  const output = createOutput(fd)
  output.message({ type: 'LOG', log: { level: 'INFO', message: 'a' } })
  output.write(Buffer.from('{"type":"RECORD"}\n'))
  fs.closeSync(fd)
  expect(
    fs
      .readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.slice(0, 14)),
  ).toEqual(['{"type":"LOG",', '{"type":"RECOR', ''])
})
