/** From the bytes of an object to the bytes between the braces of its record. */
import { StopForDiscover } from '../../errors.js'
import { MODIFIED_FIELD, URL_FIELD } from '../../protocol/record.js'
import { typesConform } from '../../schema/conform.js'
import type { ReadContext } from '../format.js'
import { members, valueType, type Member } from './members.js'
import { isSpace } from './scan.js'

const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20
const COMMA = Buffer.from(',')

/** Their names have nothing but ASCII; one in disguise has an escape. */
const maybeMetadata = (object: Buffer): boolean => object.includes('_ab_source_file_') || object.includes('\\u00')

const isMetadata = ({ key }: Member): boolean => key === MODIFIED_FIELD || key === URL_FIELD

/** Every byte as it is, but line ends, which are spaces, and members that the metadata take the place of. Empty: no member. */
export function recordBody(bytes: Buffer, start: number, end: number, schemaless: boolean): Uint8Array {
  const body = withoutMetadata(bytes, start, end, schemaless)
  if (body.every(isSpace)) return new Uint8Array()
  return body.includes(LF) || body.includes(CR) ? body.map((byte) => (byte === LF || byte === CR ? SPACE : byte)) : body
}

function withoutMetadata(bytes: Buffer, start: number, end: number, schemaless: boolean): Uint8Array {
  if (!schemaless && maybeMetadata(bytes.subarray(start, end))) {
    const all = [...members(bytes, start, end)]
    const own = all.filter((member) => !isMetadata(member))
    if (own.length < all.length)
      return Buffer.concat(own.flatMap((member, i) => [i > 0 ? COMMA : COMMA.subarray(1), bytes.subarray(member.start, member.end)]))
  }
  return bytes.subarray(start + 1, end - 1)
}

/** Is the record wanted? Throws StopForDiscover where the policy says so. `line` is the record's last. */
export function conformsToPlan(bytes: Buffer, start: number, end: number, context: ReadContext, line: number): boolean {
  const { schemaless, policy, columns } = context.plan
  if (schemaless || policy === 'Emit Record') return true
  const types = new Map(
    Array.from(members(bytes, start, end))
      .filter((member) => !isMetadata(member))
      .map((member) => [member.key, valueType(bytes, member.value, member.end)]),
  )
  if (typesConform(types, columns)) return true
  if (policy === 'Wait for Discover') {
    const { stream, uri: file } = context.frame
    throw new StopForDiscover('A record does not conform to the schema: the rest of the file waits for the next discover.', {
      code: 'stopped_for_discover',
      stream,
      file,
      line,
    })
  }
  context.skipped()
  return false
}
