/** Times as the state and the records write them: `YYYY-MM-DDTHH:MM:SS.ffffffZ`, UTC. As text they sort as they should. */

const TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\.(\d{1,6})Z$/

/** Milliseconds since 1970 → the text. Years 0000 to 9999. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(0, -1) + '000Z'
}

/** A time of a saved state with its fraction filled up to six digits; undefined for what is no such time. */
export function savedTime(text: unknown): string | undefined {
  const match = typeof text === 'string' ? TIME.exec(text) : null
  const [, seconds = '', fraction = ''] = match ?? []
  return match === null || Number.isNaN(Date.parse(`${seconds}Z`)) ? undefined : `${seconds}.${fraction.padEnd(6, '0')}Z`
}

/** Compares by code points, the order in which S3 lists keys; JavaScript's own order puts U+E000 to U+FFFF after the emoji. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1
  }
  return a.length - b.length
}

/** A surrogate belongs to a code point above all those that are one unit. */
const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff
