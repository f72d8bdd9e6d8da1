/** Globs as wcmatch's globmatch has them with the flag GLOBSTAR alone: what the reference matches keys with. */

export interface Matcher {
  matches(key: string): boolean
  /** Listing below these finds every key that can match; none lies within another. Empty: nothing can match. */
  readonly prefixes: readonly string[]
}

/** A key matches if any glob does. `legacyPrefix`, if not empty, is the only prefix to list below. */
export function compileGlobs(globs: readonly string[], legacyPrefix = ''): Matcher {
  const used = globs.filter((glob) => glob !== '')
  const patterns = used.map((glob) => new RegExp(`^${globSource(glob)}/*$`, 'su'))
  const prefixes = legacyPrefix === '' ? outermost(used.map(literalPrefix)) : [legacyPrefix]
  return { matches: (key) => patterns.some((pattern) => pattern.test(key)), prefixes: used.length === 0 ? [] : prefixes }
}

/** The text before the first character that a glob does not take as it is; of several slashes in a row any number will do. */
export const literalPrefix = (glob: string): string => /^(?:[^*?[\\/]|\/(?!\/))*\/?/.exec(glob)?.[0] ?? ''

function outermost(prefixes: readonly string[]): string[] {
  const distinct = [...new Set(prefixes)]
  return distinct.filter((prefix) => !distinct.some((other) => other !== prefix && prefix.startsWith(other)))
}

/** Zero or more whole segments, none with a leading dot, with the slash behind them. */
const GLOBSTAR = '(?:(?!(?:/|^)\\.).)*?(?:^|$|/)+'

/** An escaped slash is a slash like any other. */
const ESCAPED = /\\(.)/gsu
const unescapeSlash = (escaped: string, character: string): string => (character === '/' ? '/' : escaped)

function globSource(glob: string): string {
  let source = ''
  let previous: string | undefined
  for (const segment of glob.replace(ESCAPED, unescapeSlash).split(/\/+/)) {
    if (segment !== '**') source += (previous === undefined || previous === '**' ? '' : '/+') + segmentSource(segment)
    else if (previous !== '**') source += (previous === undefined ? '' : '(?=/)') + GLOBSTAR
    previous = segment
  }
  return source
}

/** At its start a segment's wildcard matches no leading dot. */
const NOT_DOTS = '(?!\\.{1,2}(?:$|/))'

function segmentSource(segment: string): string {
  let source = ''
  for (let at = 0; at < segment.length;) {
    const rest = segment.slice(at)
    const stars = /^\*+/.exec(rest)?.[0].length ?? 0
    if (stars > 0) {
      source += at === 0 ? `(?=[^/])${NOT_DOTS}(?:(?!\\.)[^/]*?)?` : '[^/]*?'
      at += stars
      continue
    }
    const one = wildcardOf(rest)
    source += one === undefined ? literal(rest) : `${at === 0 ? `${NOT_DOTS}(?![/.])` : '(?!/)'}${one.source}`
    at += one?.length ?? literalLength(rest)
  }
  return source
}

/** `?` or a class at the start of the text; a class has members, the first of which may be `]`, else its bracket is a plain one. */
function wildcardOf(text: string): { source: string; length: number } | undefined {
  if (text.startsWith('?')) return { source: '.', length: 1 }
  const found = /^\[(?:([!^])|(?![!^]))(\](?:\[:\w+:\]|\\.|[^\]\\])*|(?:\[:\w+:\]|\\.|[^\]\\])+)\]/su.exec(text)
  const [whole = '', negated = '', members = ''] = found ?? []
  return found === null ? undefined : { source: `[${negated === '' ? '' : '^'}${classMembers(members)}]`, length: whole.length }
}

const POSIX: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  ascii: '\\x00-\\x7F',
  blank: ' \\t',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '\\x21-\\x7E',
  lower: 'a-z',
  print: '\\x20-\\x7E',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: ' \\t\\r\\n\\v\\f',
  upper: 'A-Z',
  word: 'a-zA-Z0-9_',
  xdigit: 'A-Fa-f0-9',
}

/** Ranges that run backwards match nothing, as in wcmatch. */
function classMembers(members: string): string {
  const escape = (text: string): string => text.replace(/[\\\]^[-]/g, '\\$&')
  return members.replace(/\[:(\w+):\]|(\\?.)-(\\?.)|\\?./gsu, (text, posix?: string, from?: string, to?: string) => {
    if (posix !== undefined) return POSIX[posix] ?? ''
    const plain = (part: string): string => (part.length > 1 && part.startsWith('\\') ? part.slice(1) : part)
    if (from === undefined || to === undefined) return escape(plain(text))
    return plain(from) <= plain(to) ? `${escape(plain(from))}-${escape(plain(to))}` : ''
  })
}

const literalLength = (text: string): number =>
  (text.startsWith('\\') && text.length > 1 ? 1 : 0) + codePoint(text.slice(text.startsWith('\\') && text.length > 1 ? 1 : 0)).length
const codePoint = (text: string): string => String.fromCodePoint(text.codePointAt(0) ?? 0)
const literal = (text: string): string =>
  codePoint(text.startsWith('\\') && text.length > 1 ? text.slice(1) : text).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
