/** What the kernel has to know of a file, as it lies in memory: see kernels/assembly/csv.ts. */
import type { Column } from './encode.js'
import type { CsvOptions } from './options.js'

export interface Program {
  /** Its bytes; the addresses hold where it was made for. */
  readonly image: Uint8Array
  readonly columns: number
  readonly count: number
  readonly nulls: number
  readonly trues: number
  readonly falses: number
  /** The most bytes of a record beside those of its values' text and of its envelope. */
  readonly overhead: number
  /** All columns are left out. */
  readonly keepsNothing: boolean
}

const KINDS = { dropped: 0, string: 1, any: 1, integer: 2, number: 3, boolean: 4, array: 5, object: 5, null: 6 } as const
const STRING = KINDS.string
export const COLUMN_SIZE = 32
/** Where a column has the number of its misfits. */
export const MISFITS = 20
/** A word is at most so much longer than the text it stands for, with the quotes of a string. */
const LONGER = 8
const LAST_LENGTH = 63

/** `keepMisfits`: a record with values that do not fit is wanted all the same. `at`: the address where the image will lie. */
export function programFor(columns: readonly Column[], options: CsvOptions, keepMisfits: boolean, at: number): Program {
  const image = layOut(at)
  const list = Buffer.alloc(COLUMN_SIZE * columns.length)
  let overhead = 0
  let first = true
  for (const [n, { key, plan, canBeNull }] of columns.entries()) {
    const kind = KINDS[plan?.type ?? 'dropped']
    const prefix = Buffer.from(plan === undefined ? '' : `${first ? '' : ','}${key}${kind === STRING ? '"' : ''}`)
    if (plan !== undefined) first = false
    overhead += prefix.length + LONGER
    for (const [i, field] of [kind, image.place(prefix), prefix.length, Number(canBeNull), Number(keepMisfits)].entries())
      list.writeUInt32LE(field, COLUMN_SIZE * n + 4 * i)
  }
  return {
    columns: image.place(list),
    count: columns.length,
    nulls: image.place(wordList(options.nullValues, image.place)),
    trues: image.place(wordList(options.trueValues, image.place)),
    falses: image.place(wordList(options.falseValues, image.place)),
    overhead,
    keepsNothing: first,
    image: image.bytes(),
  }
}

type Place = (bytes: Uint8Array) => number

/** Puts pieces behind each other, each at an address that 16 divides. */
function layOut(at: number): { readonly place: Place; readonly bytes: () => Uint8Array } {
  const pieces: Uint8Array[] = []
  let end = at
  const place = (bytes: Uint8Array): number => {
    const address = end
    const padding = Buffer.alloc(-bytes.length & 15)
    pieces.push(bytes, padding)
    end += bytes.length + padding.length
    return address
  }
  return { place, bytes: () => Buffer.concat(pieces) }
}

function wordList(words: ReadonlySet<string>, place: Place): Uint8Array {
  const texts = Array.from(words, (word) => Buffer.from(JSON.stringify(word).slice(1, -1)))
  const entries = Buffer.alloc(8 * texts.length)
  let lengths = 0n
  for (const [n, text] of texts.entries()) {
    entries.writeUInt32LE(place(text), 8 * n)
    entries.writeUInt32LE(text.length, 8 * n + 4)
    lengths |= 1n << BigInt(Math.min(text.length, LAST_LENGTH))
  }
  const list = Buffer.alloc(16)
  list.writeUInt32LE(place(entries), 0)
  list.writeUInt32LE(texts.length, 4)
  list.writeBigUInt64LE(lengths, 8)
  return list
}
