import type { OnProgress, Progress, StreamProgress } from '../progress.js'

interface Screen {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  write(text: string): unknown
}

const REDRAW_MS = 150
const PLAIN_MS = 3000

export interface ProgressLines {
  readonly show: OnProgress
  /** The last state of things, below which other output may follow. */
  close(): void
}

/** On a terminal a line per stream, drawn anew in place; else plain lines, at most one round every three seconds. */
export function progressLines(screen: Screen, now: () => number = () => performance.now()): ProgressLines {
  let last: Progress | undefined
  let [drawn, shownAt] = [0, -Infinity]
  const draw = (): void => {
    if (last === undefined) return
    shownAt = now()
    const lines = [...last.streams.values()].map((stream) => progressLine(stream, last?.seconds ?? 0))
    if (screen.isTTY !== true) {
      screen.write(lines.map((line) => `${line}\n`).join(''))
      return
    }
    const width = screen.columns !== undefined && screen.columns > 0 ? screen.columns : 80
    screen.write(`${drawn > 0 ? `\u001b[${drawn}A` : ''}${lines.map((line) => `\u001b[2K${line.slice(0, width - 1)}\n`).join('')}`)
    drawn = lines.length
  }
  return {
    show: (progress) => {
      last = progress
      if (now() - shownAt >= (screen.isTTY === true ? REDRAW_MS : PLAIN_MS)) draw()
    },
    close: draw,
  }
}

const MARKS: Readonly<Record<StreamProgress['status'], string>> = { waiting: '·', running: '▸', complete: '✓', incomplete: '✗' }

export function progressLine({ stream, status, records, bytes, committed }: StreamProgress, seconds: number): string {
  const rate = seconds > 0 ? `  ${count(Math.round(records / seconds))}/s` : ''
  const saved = committed === records ? '' : `  ${count(committed)} saved`
  return `${MARKS[status]} ${stream}  ${count(records)} records  ${size(bytes)}${status === 'waiting' ? '' : rate}${saved}`
}

export const count = (number: number): string => number.toLocaleString('en-US')

export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? ''}`
}
