// node csv-parse.mjs FILE: CSV to JSON lines as one writes it with csv-parse.
import fs from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'

async function* lines(rows) {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`
}

await pipeline(fs.createReadStream(process.argv[2]), parse({ columns: true }), lines, process.stdout)
