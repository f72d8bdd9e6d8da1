/** Records and bad lines, in their order: the definition of what a file of JSON lines holds. */
import { isUtf8 } from 'node:buffer'
import { isSpace, scanObject, type Scan } from './scan.js'

/** A stretch of the file: whole lines from `at` to `end`. Whoever reads it moves `at` on; what is left comes again with more behind it. */
export interface Region {
  readonly bytes: Buffer
  at: number
  readonly end: number
  /** The file ends here: what is unfinished stays so. */
  readonly last: boolean
  /** There is no room for more: an object that begins with the region and is unfinished is too long. */
  readonly full: boolean
}

/** Lines that hold no record, up to the next line that begins one. Lines count from 1. */
export interface BadLines {
  readonly first: number
  readonly last: number
  readonly reason: string
}

/** Where an object lies, from its opening brace to behind the closing one. */
export interface Extent {
  readonly start: number
  readonly end: number
}

export interface Walker {
  /** The physical line at the region's `at`. */
  line: number
  /** The next record: the object's bytes, from `start` to `end`; undefined when the region holds no further one. */
  next(region: Region): Extent | undefined
  /** Among bad lines: what comes is to be judged by next(). */
  amiss: boolean
  /** Tells bad lines at the end of the file. */
  finish(): void
}

interface Run {
  first: number
  last: number
  reason: string
  /** An object that begins further in is a part of the bad one: it is no record. */
  indent: number
}

const LF = 0x0a
const CR = 0x0d
const OPEN_OBJECT = 0x7b
const OPEN_ARRAY = 0x5b

const BROKEN = 'is not valid JSON, or not on its own line'

/**
 * A record is an object that begins a line and whose last line holds nothing else. A line that begins none is bad; so is the first line
 * of an object that turns out broken, and reading goes on right behind that line, so that it cannot swallow the good ones that follow.
 */
export function createWalker(bad: (lines: BadLines) => void): Walker {
  let run: Run | undefined
  // objects inside of a broken one that break where it did; all of them lie in its region
  let doomed: { readonly region?: Region; readonly starts: readonly number[] } = { starts: [] }
  const walker: Walker = { line: 1, amiss: false, next, finish: close }

  function close(): void {
    if (run) bad({ first: run.first, last: run.last, reason: run.reason })
    run = undefined
    walker.amiss = false
  }
  function spoil(indent: number, reason: string): void {
    if (run) run.last = walker.line
    else run = { first: walker.line, last: walker.line, reason, indent }
    walker.amiss = true
  }
  /** The record that begins at `start`; or 'unfinished'; or undefined, and its line is bad. */
  function object(region: Region, start: number, indent: number): Extent | 'unfinished' | undefined {
    close()
    if (doomed.region === region && doomed.starts.includes(start)) {
      spoil(indent, BROKEN)
      return undefined
    }
    const scan = scanObject(region.bytes, start, region.end)
    const tooLong = !region.last && region.full && region.at === 0
    if (scan.kind === 'unfinished' && !region.last && !tooLong) return 'unfinished'
    const reason = fault(region, start, scan)
    if (reason === undefined) return { start, end: scan.at }
    if (scan.kind !== 'complete') doomed = { region, starts: tooLong ? [] : scan.open }
    spoil(indent, reason)
    return undefined
  }
  function next(region: Region): Extent | undefined {
    const { bytes } = region
    while (skipBlank(walker, region)) {
      const start = firstOf(bytes, region.at)
      const indent = start - region.at
      if (bytes[start] === OPEN_OBJECT && indent <= (run?.indent ?? indent)) {
        const found = object(region, start, indent)
        if (found === 'unfinished') return undefined
        advance(walker, region, found?.end ?? start)
        if (found) return found
      } else {
        spoil(bytes[start] === OPEN_ARRAY ? indent : Infinity, notAnObject(bytes, start, walker.line))
        advance(walker, region, start)
      }
    }
    return undefined
  }
  return walker
}

/** Why the object that begins at `start` is no record. */
function fault(region: Region, start: number, scan: Scan): string | undefined {
  const { bytes, end } = region
  if (scan.kind === 'unfinished') return region.last ? 'begins an object that does not end' : 'begins an object that is too long'
  if (scan.kind === 'bad') return BROKEN
  if (!endsLine(bytes, scan.at, end)) return 'holds something behind its object'
  return isUtf8(bytes.subarray(start, scan.at)) ? undefined : 'is not valid UTF-8'
}

function notAnObject(bytes: Uint8Array, at: number, line: number): string {
  const [a, b] = [bytes[at], bytes[at + 1]]
  const utf16 = line === 1 && ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))
  return utf16 ? 'is UTF-16, and JSON lines must be UTF-8' : 'holds no JSON object'
}

/** Moves to the next line that is not blank; false: there is none. */
function skipBlank(walker: Walker, region: Region): boolean {
  const { bytes, end } = region
  while (region.at < end) {
    const at = firstOf(bytes, region.at)
    if (at < end && bytes[at] !== LF && bytes[at] !== CR) return true
    advance(walker, region, Math.min(at, end))
  }
  return false
}

/** Behind the line in which `to` lies. */
function advance(walker: Walker, region: Region, to: number): void {
  const { bytes, end } = region
  let at = region.at
  for (; at < end; at++) {
    const byte = bytes[at]
    if (byte !== LF && (byte !== CR || bytes[at + 1] === LF)) continue
    walker.line++
    if (at >= to) {
      at++
      break
    }
  }
  region.at = at
}

function endsLine(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++
  return at >= end || bytes[at] === LF || bytes[at] === CR
}

/** The first byte that is neither space nor tab; every region ends with a line end. */
function firstOf(bytes: Uint8Array, start: number): number {
  let at = start
  while (isSpace(bytes[at] ?? 0) && bytes[at] !== LF && bytes[at] !== CR) at++
  return at
}
