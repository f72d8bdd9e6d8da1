import type { Message } from './messages.js'

/** What a line of a connector's stdout is. `broken`: it begins as a message and is none, so something may be lost. */
export type Line =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'broken'; readonly text: string }

const TYPES: readonly string[] = ['RECORD', 'STATE', 'LOG', 'TRACE', 'SPEC', 'CONNECTION_STATUS', 'CATALOG', 'CONTROL']

/** A line, without its line feed. Text that is no JSON is something a library printed; JSON of an unknown type is text too. */
export function parseLine(line: string): Line {
  const text = line.trim()
  if (!text.startsWith('{')) return { kind: 'text', text }
  try {
    const message = JSON.parse(text) as { readonly type?: unknown }
    return TYPES.includes(message.type as string) ? { kind: 'message', message: message as Message } : { kind: 'text', text }
  } catch {
    // that it is no JSON is the answer
    return { kind: /^\{\s*"type"\s*:\s*"/.test(text) ? 'broken' : 'text', text }
  }
}
