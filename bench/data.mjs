// Files to measure on: orders with numbers, dates, text with commas, quotes and line breaks, and some that are empty. The same on every run.
import fs from 'node:fs'
import path from 'node:path'

const WORDS = 'bolt nut washer screw hinge lamp cable plug socket fuse valve pipe tape glue paint brush roller nail rivet clamp'.split(' ')
const STATES = ['new', 'paid', 'packed', 'shipped', 'returned']
const FOREIGN = ['Zoë', 'Łódź', '東京', 'São Paulo', 'Москва', 'naïve 😀']
export const COLUMNS = ['id', 'customer_id', 'amount', 'rate', 'quantity', 'created_at', 'order_date', 'status', 'paid', 'product', 'note']

/** Marsaglia's xorshift: numbers in [0, 1), the same for every run. */
function generator() {
  let state = 2463534242
  return () => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 4294967296
  }
}

const two = (n) => String(n).padStart(2, '0')

function rowMaker() {
  const random = generator()
  const below = (n) => Math.floor(random() * n)
  const word = () => WORDS[below(WORDS.length)]
  const note = (r) => {
    if (r < 0.4) return null
    if (r < 0.8) return `${word()} ${word()}`
    if (r < 0.9) return `${word()}, ${word()} "${word()}"`
    return r < 0.93 ? `line ${word()}\nline ${word()}` : `${word()} ${word()} ${word()}`
  }
  const second = () => (random() < 0.01 ? FOREIGN[below(FOREIGN.length)] : word())
  return (id) => {
    const day = `20${10 + below(15)}-${two(1 + below(12))}-${two(1 + below(28))}`
    return {
      id,
      customer_id: 10000 + below(90000),
      amount: below(10_000_000) / 100,
      rate: (below(1_000_000) - 500_000) / 1_000_000,
      quantity: random() < 0.05 ? null : below(500),
      created_at: `${day}T${two(below(24))}:${two(below(60))}:${two(below(60))}Z`,
      order_date: day,
      status: STATES[below(STATES.length)],
      paid: random() < 0.5,
      product: random() < 0.2 ? `${word()}, ${word()}` : `${word()} ${second()}`,
      note: note(random()),
    }
  }
}

function cell(value) {
  if (value === null) return ''
  return typeof value === 'string' && /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value)
}

const writers = {
  csv: { head: `${COLUMNS.join(',')}\n`, line: (row) => `${COLUMNS.map((column) => cell(row[column])).join(',')}\n` },
  jsonl: { head: '', line: (row) => `${JSON.stringify(row)}\n` },
}

/** Writes a file of about so many bytes, or of so many rows, unless it is there. Gives its path. */
export function dataFile(folder, format, { bytes = Infinity, rows = Infinity }) {
  const file = path.join(folder, `orders-${rows === Infinity ? `${bytes / 1e6}mb` : `${rows}rows`}.${format}`)
  if (fs.existsSync(file)) return file
  const { head, line } = writers[format]
  const row = rowMaker()
  const output = fs.openSync(`${file}.part`, 'w')
  let text = head
  let written = 0
  for (let id = 1; id <= rows && written < bytes; id++) {
    text += line(row(id))
    if (text.length > 4e6) {
      written += fs.writeSync(output, text)
      text = ''
    }
  }
  fs.writeSync(output, text)
  fs.closeSync(output)
  fs.renameSync(`${file}.part`, file)
  return file
}
