// Runs Node programs and tells what they took: CPU seconds (user and system, all processes), peak memory, seconds.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const report = pathToFileURL(fileURLToPath(new URL('./report.mjs', import.meta.url))).href

/** { cpu, rss, wall } in seconds and MB (2^20 bytes); what the program prints goes to /dev/null. Throws when it fails. */
export async function measure(args, env = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-report-'))
  const sink = fs.openSync('/dev/null', 'w')
  try {
    const start = process.hrtime.bigint()
    const options = { NODE_OPTIONS: `--import=${report}`, BENCH_REPORT: folder }
    const child = spawn(process.execPath, args, { stdio: ['ignore', sink, 'pipe'], env: { ...process.env, ...env, ...options } })
    let errors = ''
    child.stderr.on('data', (chunk) => (errors = (errors + chunk).slice(-2000)))
    const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${errors}`)
    const wall = Number(process.hrtime.bigint() - start) / 1e9
    const reports = fs.readdirSync(folder).map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')))
    const sum = (key) => reports.reduce((total, one) => total + one[key], 0)
    return { cpu: sum('cpu'), rss: sum('rss'), wall }
  } finally {
    fs.closeSync(sink)
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** Each of the programs once per round, so that a busy minute touches all of them; the median of each. { name: args } → { name: measured } */
export async function measureAll(programs, rounds, env) {
  const results = new Map(Object.keys(programs).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, args] of Object.entries(programs)) results.get(name).push(await measure(args, env))
  }
  const middle = (runs) => Object.fromEntries(['cpu', 'rss', 'wall'].map((key) => [key, median(runs.map((run) => run[key]))]))
  return Object.fromEntries([...results].map(([name, runs]) => [name, middle(runs)]))
}
