// node split2.mjs FILE: JSON lines to JSON lines as one writes it with split2.
import fs from 'node:fs'
import { pipeline } from 'node:stream/promises'
import split2 from 'split2'

async function* lines(rows) {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`
}

await pipeline(fs.createReadStream(process.argv[2]), split2(JSON.parse), lines, process.stdout)
