// The demonstration of `npm start`: files on an S3 server become tables of a DuckDB file, twice. It only calls airlift, as you would.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { inRoot } from '../lib.mjs'
import { firstFiles, laterFiles, streams } from './files.mjs'
import { NoServer, openBucket } from './server.mjs'

const folder = inRoot('.airlift')
const database = path.join(folder, 'demo.duckdb')
const configFile = path.join(folder, 'demo.json')
const cache = `duckdb:${path.relative(process.cwd(), database)}`

const bold = (text) => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[0m` : text)
const say = (text) => console.log(text)
const chapter = (text) => say(`\n${bold(text)}`)

class Failed extends Error {}

/** Shows a command of airlift and runs it on this terminal. Throws Failed when its exit code is another. */
async function airlift(args, expected = 0) {
  const shown = args.map((arg) => (/[ *'()]/.test(arg) ? `"${arg}"` : arg)).join(' ')
  say(`$ airlift ${shown}`)
  const child = spawn(process.execPath, [inRoot('dist/cli.js'), ...args], { stdio: ['ignore', 'inherit', 'inherit'] })
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  if (code !== expected) throw new Failed(`airlift ${args[0]} ended with ${code ?? 'a signal'}, not ${expected}`)
}

const sync = (expected) => airlift(['sync', 'source-s3', '--config', path.relative(process.cwd(), configFile), '--cache', cache], expected)
const sql = (query) => airlift(['sql', query, '--cache', cache])

async function upload(bucket, files) {
  for (const [key, body] of Object.entries(files)) {
    await bucket.put(key, body)
    say(`  ${key.padEnd(24)} ${String(Buffer.byteLength(body)).padStart(8)} bytes`)
  }
}

async function first(bucket) {
  chapter(`1. Sample files go to a bucket on ${bucket.endpoint}`)
  await upload(bucket, firstFiles)
  chapter('2. They become tables. Two files are broken on purpose, so this sync ends with an error that says where')
  await sync(1)
  say(
    '\nNothing but the two broken lines is missing: the rows around them are in the tables, and a file with an error is read again next time.',
  )
  chapter('3. What is in the tables')
  await sql(
    "select 'orders' as table_name, count(*) as rows from orders union all select 'customers', count(*) from customers union all select 'events', count(*) from events",
  )
  await sql('select id, product, price, ordered_at, customer_id from orders where id in (1, 2, 3, 900001, 900003) order by id')
  await sql('select id, type, context from events where id in (5, 12) order by id')
  say('\nA number that no column of a table can hold keeps its digits beside the row, with the reason:')
  await sql(
    "select id, trace, _airbyte_meta->>'$.changes[0].reason' as reason, _airbyte_meta->>'$.changes[0].value' as value from events where id = 50012",
  )
  await sql(
    'select city, count(*) as orders, round(sum(price), 2) as revenue from orders join customers on customers.id = customer_id group by city order by revenue desc',
  )
}

async function second(bucket) {
  chapter('4. Later: one new file, and the two broken ones mended')
  await upload(bucket, laterFiles)
  chapter('5. The same command goes on from where it was: only these three files are read')
  await sync(0)
  await sql('select _ab_source_file_url as file, count(*) as rows from orders group by 1 order by 1')
}

async function main() {
  fs.mkdirSync(folder, { recursive: true })
  for (const file of [database, `${database}.wal`]) fs.rmSync(file, { force: true })
  const bucket = await openBucket(streams)
  process.on('SIGINT', () => undefined) // airlift on the same terminal gets it too, ends, and so ends the demonstration
  try {
    fs.writeFileSync(configFile, JSON.stringify(bucket.config, null, 2), { mode: 0o600 })
    await first(bucket)
    await second(bucket)
  } finally {
    await bucket.stop()
  }
  chapter('That is all')
  say(
    `The tables are in ${path.relative(process.cwd(), database)}; the server is gone. Your own bucket: npm start -- --config s3.json --cache duckdb:my.duckdb`,
  )
}

try {
  await main()
} catch (error) {
  if (!(error instanceof NoServer || error instanceof Failed)) throw error
  process.stderr.write(`\n${error.message}\n`)
  process.exitCode = error instanceof NoServer ? 2 : 1
}
