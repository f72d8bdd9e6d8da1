/** JSON as text: where the members of an object lie, so that literals keep their digits. Strict, but for NaN and Infinity, which some connectors write. */

export interface Member {
  readonly key: string
  /** The value as it was written. */
  readonly literal: string
  /** Where the literal begins in the text. */
  readonly begin: number
  /** False when NaN or Infinity is in it. */
  readonly strict: boolean
}

interface Scan {
  readonly text: string
  at: number
  strict: boolean
}

class NotJson extends Error {}

/** The members of the object that is all of `text`, or undefined when it is no JSON object. */
export function membersOf(text: string): readonly Member[] | undefined {
  const scan: Scan = { text, at: 0, strict: true }
  try {
    skipSpace(scan)
    if (text[scan.at] !== '{') return undefined
    const members = readMembers(scan)
    skipSpace(scan)
    return scan.at === text.length ? members : undefined
  } catch (error) {
    if (error instanceof NotJson) return undefined
    throw error
  }
}

/** The members of the object that begins at `at`, and where it ends; undefined when there is none. */
export function membersAt(text: string, at: number): { readonly members: readonly Member[]; readonly end: number } | undefined {
  const scan: Scan = { text, at, strict: true }
  try {
    return { members: readMembers(scan), end: scan.at }
  } catch (error) {
    if (error instanceof NotJson) return undefined
    throw error
  }
}

function readMembers(scan: Scan): readonly Member[] {
  const members: Member[] = []
  scan.at++
  skipSpace(scan)
  if (scan.text[scan.at] === '}') {
    scan.at++
    return members
  }
  for (;;) {
    const key = JSON.parse(readKey(scan)) as string
    skipSpace(scan)
    const begin = scan.at
    scan.strict = true
    skipValue(scan)
    members.push({ key, literal: scan.text.slice(begin, scan.at), begin, strict: scan.strict })
    skipSpace(scan)
    const c = scan.text[scan.at++]
    if (c === '}') return members
    if (c !== ',') throw new NotJson()
    skipSpace(scan)
  }
}

/** A key's literal; `at` is then behind its colon. */
function readKey(scan: Scan): string {
  const begin = scan.at
  skipString(scan)
  const key = scan.text.slice(begin, scan.at)
  skipSpace(scan)
  if (scan.text[scan.at++] !== ':') throw new NotJson()
  return key
}

const CLOSER: Readonly<Record<string, string>> = { '{': '}', '[': ']' }

/** Any value, as deep as it likes. */
function skipValue(scan: Scan): void {
  const closers: string[] = []
  for (;;) {
    const closer = CLOSER[scan.text[scan.at] ?? '']
    if (closer === undefined) skipScalar(scan)
    else {
      scan.at++
      skipSpace(scan)
      if (scan.text[scan.at] === closer) scan.at++
      else {
        closers.push(closer)
        if (closer === '}') skipKey(scan)
        continue
      }
    }
    if (!nextValue(scan, closers)) return
  }
}

/** Behind a value: closes what closes, and goes to the next value, if there is one. */
function nextValue(scan: Scan, closers: string[]): boolean {
  for (;;) {
    const closer = closers.at(-1)
    if (closer === undefined) return false
    skipSpace(scan)
    const c = scan.text[scan.at++]
    if (c === ',') {
      skipSpace(scan)
      if (closer === '}') skipKey(scan)
      return true
    }
    if (c !== closer) throw new NotJson()
    closers.pop()
  }
}

function skipKey(scan: Scan): void {
  readKey(scan)
  skipSpace(scan)
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const WORDS = ['true', 'false', 'null', 'NaN', 'Infinity', '-Infinity']

function skipScalar(scan: Scan): void {
  const { text, at } = scan
  if (text[at] === '"') {
    skipString(scan)
    return
  }
  const word = WORDS.find((one) => text.startsWith(one, at))
  if (word !== undefined) {
    scan.at += word.length
    if (/[NI]/.test(word)) scan.strict = false
    return
  }
  NUMBER.lastIndex = at
  if (!NUMBER.test(text)) throw new NotJson()
  scan.at = NUMBER.lastIndex
}

const HEX = /[0-9a-fA-F]{4}/y

function skipString(scan: Scan): void {
  const { text } = scan
  if (text[scan.at] !== '"') throw new NotJson()
  for (let at = scan.at + 1; at < text.length; at++) {
    const c = text.charCodeAt(at)
    if (c === 0x22) {
      scan.at = at + 1
      return
    }
    if (c < 0x20) throw new NotJson()
    if (c !== 0x5c) continue
    const escape = text[++at] ?? ''
    if (escape === 'u') {
      HEX.lastIndex = at + 1
      if (!HEX.test(text)) throw new NotJson()
    } else if (!'"\\/bfnrt'.includes(escape) || escape === '') throw new NotJson()
  }
  throw new NotJson()
}

function skipSpace(scan: Scan): void {
  for (;;) {
    const c = scan.text.charCodeAt(scan.at)
    if (c !== 0x20 && c !== 0x09 && c !== 0x0d && c !== 0x0a) return
    scan.at++
  }
}
