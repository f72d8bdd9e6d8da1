// The sample files: three streams of a small shop. Some are messy, as files are.
import { gzipSync } from 'node:zlib'

const PRODUCTS = ['bolt', 'nut', 'washer, small', 'hinge "heavy"', 'lamp', 'cable']
const CITIES = ['Zürich', 'München', 'Kraków', 'Lyon']

const lines = (from, to, line) => Array.from({ length: to - from + 1 }, (_, i) => line(from + i)).join('')
const quoted = (text) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
const pick = (list, n) => list[(n * 7) % list.length]
const price = (n) => (((n * 37) % 900) / 10 + 1).toFixed(2)

const ORDERS = 'id,customer_id,product,price,ordered_at\n'
const order = (month) => (id) =>
  `${id},${1 + (id % 40)},${quoted(pick(PRODUCTS, id))},${price(id)},2026-${month}-${String(1 + (id % 28)).padStart(2, '0')}\n`

const event = (id) =>
  `${JSON.stringify({ id, type: pick(['view', 'click', 'buy'], id), customer_id: 1 + (id % 40), context: { page: `/p/${id % 9}`, tags: id % 5 ? [] : ['sale'] } })}\n`
/** JSON.stringify would not keep the digits of this trace number. */
const bigEvent = (id) => `{"id":${id},"type":"buy","customer_id":1,"trace":90071992547409931234}\n`

/** windows-1252, with semicolons, as spreadsheets write it. The characters used are the same in latin1. */
const customers = Buffer.from(
  `id;name;city\n${lines(
    1,
    40,
    (id) =>
      `${id};Customer ${id} & Söhne;${pick(
        CITIES.filter((city) => city !== 'Kraków'),
        id,
      )}\n`,
  )}`,
  'latin1',
)

const messyOrders =
  '\ufeff' + // a byte order mark, and Windows line ends
  ORDERS.replace('\n', '\r\n') +
  '900001,1,"a note\r\nin two lines",12.50,2026-02-27\r\n' +
  '900002,2,lamp,9.90,2026-02-28,too many values\r\n' + // line 4 of the file
  '900003,3,"""quoted""",1.00,2026-02-28\r\n'

const brokenEvents = lines(50_001, 50_010, event) + '{"id":50011,"type":"buy",\n' + bigEvent(50_012)

export const firstFiles = {
  'orders/2026-01.csv': ORDERS + lines(1, 200_000, order('01')),
  'orders/2026-02.csv.gz': gzipSync(ORDERS + lines(200_001, 300_000, order('02'))),
  'orders/2026-02-late.csv': messyOrders,
  'customers/export.csv': customers,
  'events/day-1.jsonl.gz': gzipSync(lines(1, 50_000, event)),
  'events/day-2.jsonl': brokenEvents,
}

/** What arrives later: a new file, and the two messy ones as their owner mended them. */
export const laterFiles = {
  'orders/2026-03.csv': ORDERS + lines(300_001, 300_250, order('03')),
  'orders/2026-02-late.csv': messyOrders.replace(',too many values', ''),
  'events/day-2.jsonl': brokenEvents.replace('"buy",\n', '"buy"}\n'),
}

const typed = 'Primitive Types Only'
export const streams = [
  { name: 'orders', globs: ['orders/*'], primary_key: 'id', format: { filetype: 'csv', inference_type: typed } },
  {
    name: 'customers',
    globs: ['customers/*'],
    primary_key: 'id',
    format: { filetype: 'csv', delimiter: ';', encoding: 'windows-1252', inference_type: typed },
  },
  { name: 'events', globs: ['events/*'], primary_key: 'id', format: { filetype: 'jsonl' } },
]
