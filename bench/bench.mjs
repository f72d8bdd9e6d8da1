// npm run bench [-- --size 300] [--rounds 3] [--large] [--only csv,jsonl,memory,runner] [--folder DIR]
// CPU seconds and peak memory of the connector and of the runner, beside those of others on the same bytes. What is compared with what,
// and the results written down: bench/results.md.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ensure } from '../scripts/ensure.mjs'
import { inRoot } from '../scripts/lib.mjs'
import { dataFile } from './data.mjs'
import { measure, measureAll } from './measure.mjs'

const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: '300' },
    rounds: { type: 'string', default: '3' },
    large: { type: 'boolean', default: false },
    only: { type: 'string', default: 'csv,jsonl,memory,runner' },
    folder: { type: 'string', default: path.join(os.tmpdir(), 'source-s3-bench') },
  },
})
const size = Number(options.size)
const rounds = Number(options.rounds)
const peer = (name) => inRoot('bench/peers', name)
const duckdb = (query) => [peer('duckdb.mjs'), `COPY (${query}) TO '/dev/null' (FORMAT json)`]
const read = ({ config, catalog }) => [inRoot('dist/main.js'), 'read', '--config', config, '--catalog', catalog]

/** Who turns the file into JSON lines, and how. The connector reads from the server, all others from the disk. */
const contests = {
  csv: (file) => ({
    'DuckDB, 1 thread, all columns text': duckdb(`SELECT * FROM read_csv('${file}', all_varchar = true)`),
    'csv-parse': [peer('csv-parse.mjs'), file],
  }),
  jsonl: (file) => ({
    'DuckDB, 1 thread, read_json': duckdb(`SELECT * FROM read_json('${file}', format = 'newline_delimited')`),
    'DuckDB, 1 thread, read_ndjson_objects': duckdb(`SELECT json FROM read_ndjson_objects('${file}')`),
    split2: [peer('split2.mjs'), file],
  }),
}

async function contest(format, bench) {
  const file = dataFile(options.folder, format, { bytes: size * 1e6 })
  const stream = await bench.upload(file, format)
  const programs = { 'source-s3 read, from MinIO': read(stream), ...contests[format](file) }
  const startUp = await measureAll({ duckdb: [peer('duckdb.mjs'), 'SELECT 1'] }, rounds)
  const results = await measureAll(programs, rounds)
  const ours = results['source-s3 read, from MinIO'].cpu
  const rows = Object.entries(results).map(([name, { cpu, rss, wall }]) => {
    const query = name.startsWith('DuckDB') ? two(ours / (cpu - startUp.duckdb.cpu)) : ''
    return [name, two(cpu), two(wall), one(fs.statSync(file).size / 1e6 / cpu), Math.round(rss), two(ours / cpu), query]
  })
  const head = ['', 'CPU s', 'wall s', 'MB per CPU s', 'peak MB', 'ours / this', 'ours / this without its start']
  print(`${format}, ${size} MB`, head, rows)
}

/** Peak memory must not grow with the file. */
async function memory(bench) {
  const rows = []
  for (const megabytes of [30, 300, ...(options.large ? [3000] : [])]) {
    const row = [`${megabytes} MB`]
    for (const format of ['csv', 'jsonl']) {
      const file = dataFile(options.folder, format, { bytes: megabytes * 1e6 })
      row.push(Math.round((await measure(read(await bench.upload(file, format)))).rss))
    }
    rows.push(row)
  }
  print('peak memory of read, MB', ['file', 'csv', 'jsonl'], rows)
}

/** A million rows of CSV from the server to a table of a DuckDB file: all processes of `airlift sync` together. */
async function runner(bench) {
  const file = dataFile(options.folder, 'csv', { rows: 1e6 })
  const { config } = await bench.upload(file, 'csv')
  const results = []
  for (let round = 0; round < rounds; round++) {
    const target = path.join(options.folder, `runner-${process.pid}-${round}.duckdb`)
    results.push(
      await measure([inRoot('dist/cli.js'), 'sync', 'source-s3', '--config', config, '--cache', `duckdb:${target}`, '--full-refresh']),
    )
    for (const suffix of ['', '.wal']) fs.rmSync(`${target}${suffix}`, { force: true })
  }
  results.sort((a, b) => a.cpu - b.cpu)
  const { cpu, wall, rss } = results[Math.floor(results.length / 2)]
  const rows = [['airlift sync source-s3', two(cpu), two(wall), Math.round(1e6 / cpu), Math.round(rss)]]
  print('1,000,000 rows of CSV, MinIO → DuckDB', ['', 'CPU s', 'wall s', 'rows per CPU s', 'peak MB, all processes'], rows)
}

const one = (number) => number.toFixed(1)
const two = (number) => number.toFixed(2)

function print(title, head, rows) {
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => String(row[i]).length)))
  const line = (row) =>
    `| ${row.map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i]))).join(' | ')} |`
  console.log([`\n${title}\n`, line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n'))
}

ensure()
const { openBench } = await import('./s3.mjs') // it needs what ensure() brings
fs.mkdirSync(options.folder, { recursive: true })
const bench = await openBench(options.folder)
const parts = {
  csv: () => contest('csv', bench),
  jsonl: () => contest('jsonl', bench),
  memory: () => memory(bench),
  runner: () => runner(bench),
}
try {
  console.log(`Node ${process.version}, ${os.cpus().length} × ${os.cpus()[0]?.model}, load ${one(os.loadavg()[0])}; medians of ${rounds}`)
  for (const name of options.only.split(',')) await parts[name]()
} finally {
  await bench.close()
}
