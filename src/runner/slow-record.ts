/**
 * The slow way of a RECORD line, which defines what is right: parse it, give each column what it can hold, and write the line again in
 * the plain form that the kernel takes. What a column cannot hold is kept, as it was written, in
 * `_airbyte_meta`: {"changes":[{"field","change","reason","value"}]}, after the changes that the connector itself reports.
 * change: NULLED (the column has null, or there is no column) or TRUNCATED (it has what is nearest). reason: see conform.ts.
 * value: the JSON text of the value.
 */
import type { CacheType, TablePlan } from '../caches/cache.js'
import { conform, type Reason } from './conform.js'
import { membersAt, membersOf, type Member } from './json-text.js'

/** The key of the meta column in plain lines: no JSON has a bare control character in it. */
export const META_KEY = '\u0001'

export interface SlowRecord {
  readonly plan: TablePlan
  /** With a line feed; begins with plainPrefix(plan). */
  readonly line: string
  /** The beginning of the line as it came, to behind the brace of `data`; empty when what follows `data` is not the usual. */
  readonly prefix: string
}

export const plainPrefix = (stream: string): string =>
  `{"type":"RECORD","record":{"stream":${JSON.stringify(stream.toWellFormed())},"data":{`

/** A property's key in plain lines, with its colon. */
export const plainKey = (property: string): string => `${JSON.stringify(property.toWellFormed())}:`

/** A plan, prepared for many lines. */
export interface SlowTable {
  readonly plan: TablePlan
  /** By property; the key as in plain lines. */
  readonly columns: ReadonlyMap<string, { readonly type: CacheType; readonly key: string }>
  /** How lines of the stream begin, up to and with the brace of `data`, when what follows `data` is the usual. */
  readonly prefixes: string[]
}

export function slowTable(plan: TablePlan): SlowTable {
  const columns = new Map(plan.columns.map(({ property, type }) => [property, { type, key: plainKey(property) }]))
  return { plan, columns, prefixes: [plainPrefix(plan.stream)] }
}

/** The line in plain form, or undefined when it is no RECORD of a known stream. `likely`: whose record it may be. */
export function slowRecord(line: string, tables: ReadonlyMap<string, SlowTable>, likely?: SlowTable): SlowRecord | undefined {
  const prefix = likely?.prefixes.find((one) => line.startsWith(one))
  return (likely && prefix !== undefined ? shortWay(line, likely, prefix.length) : undefined) ?? longWay(line, tables)
}

const END = /,"emitted_at":(0|[1-9][0-9]{0,13})\}\}\r?$/y

/** A record whose envelope has been seen before. */
function shortWay(line: string, table: SlowTable, length: number): SlowRecord | undefined {
  const fields = membersAt(line, length - 1)
  END.lastIndex = fields?.end ?? 0
  const emittedAt = END.exec(line)?.[1]
  return fields && emittedAt !== undefined ? plainLine(fields.members, table, emittedAt, undefined) : undefined
}

function longWay(line: string, tables: ReadonlyMap<string, SlowTable>): SlowRecord | undefined {
  const message = membersOf(line)
  if (message === undefined || textOf(message, 'type') !== 'RECORD') return undefined
  const outer = find(message, 'record')
  const record = membersOf(outer?.literal ?? '')
  if (outer === undefined || record === undefined) return undefined
  const table = tables.get(textOf(record, 'stream') ?? '')
  const data = find(record, 'data')
  const fields = membersOf(data?.literal ?? '')
  const emittedAt = /^[0-9]{1,14}$/.exec(find(record, 'emitted_at')?.literal ?? '')?.[0]
  if (table === undefined || data === undefined || fields === undefined || emittedAt === undefined) return undefined
  const usual = message.at(-1) === outer && record.at(-2) === data && message.length === 2 && isUsual(record)
  const prefix = usual ? line.slice(0, outer.begin + data.begin + 1) : ''
  return { ...plainLine(fields, table, emittedAt, find(record, 'meta')), prefix }
}

function plainLine(fields: readonly Member[], table: SlowTable, emittedAt: string, meta: Member | undefined): SlowRecord {
  const line = `${table.prefixes[0] ?? ''}${plainFields(fields, table, meta)}},"emitted_at":${emittedAt}}}\n`
  return { plan: table.plan, line, prefix: '' }
}

/** Nothing in the envelope but what each line of the stream has the same, and the time at its end? */
function isUsual(record: readonly Member[]): boolean {
  const keys = record.map(({ key }) => key)
  return keys.at(-1) === 'emitted_at' && new Set(keys).size === keys.length && keys.every((key) => USUAL.includes(key))
}

const USUAL = ['stream', 'namespace', 'data', 'emitted_at']

/** The last one counts, as in any JSON. */
const find = (members: readonly Member[], key: string): Member | undefined => members.findLast((member) => member.key === key)

function textOf(members: readonly Member[], key: string): string | undefined {
  const literal = find(members, key)?.literal
  return literal?.startsWith('"') === true ? (JSON.parse(literal) as string) : undefined
}

function plainFields(fields: readonly Member[], table: SlowTable, meta: Member | undefined): string {
  const changes = reported(meta)
  const last = new Map(fields.map((field) => [field.key, field]))
  const plain: string[] = []
  for (const field of fields) {
    const column = table.columns.get(field.key)
    if (column === undefined) changes.push(change(field, 'NULLED', 'NOT_IN_CATALOG'))
    else if (last.get(field.key) !== field) changes.push(change(field, 'NULLED', 'DUPLICATE_FIELD'))
    else {
      const { literal, reason } = conform(column.type, field)
      plain.push(column.key + literal)
      if (reason !== undefined) changes.push(change(field, literal === 'null' ? 'NULLED' : 'TRUNCATED', reason))
    }
  }
  if (changes.length > 0) plain.push(`"${META_KEY}":{"changes":[${changes.join(',')}]}`)
  return plain.join(',')
}

function change(field: Member, what: 'NULLED' | 'TRUNCATED', reason: Reason): string {
  return JSON.stringify({ field: field.key.toWellFormed(), change: what, reason, value: field.literal })
}

/** The changes that the connector reports with the record, as they are. */
function reported(meta: Member | undefined): string[] {
  const changes = find(membersOf(meta?.literal ?? '') ?? [], 'changes')
  if (changes?.strict !== true || !changes.literal.startsWith('[')) return []
  if (conform('json', changes).reason !== undefined) return [change(changes, 'TRUNCATED', 'NOT_UNICODE')]
  const text = changes.literal.slice(1, -1).trim()
  return text === '' ? [] : [text]
}
