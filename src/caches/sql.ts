/** SQL text that every SQL cache needs. */

/** A name, as `"a""b"`. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A text, as `'a''b'`; where a parameter can stand, use that. */
export const textLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`

export const list = (parts: readonly string[]): string => parts.join(', ')

/** Conditions that all must hold; each may end with a comment. */
export const allOf = (conditions: readonly string[]): string => conditions.map((condition) => `(${condition}\n)`).join(' AND ')
