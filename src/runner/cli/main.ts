import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import type { Cache } from '../../caches/cache.js'
import { parseArguments } from './arguments.js'
import { commands, failed } from './commands.js'
import { helpText } from './help.js'

export interface Caches {
  openCache(url: string): Cache
  readonly defaultCache: string
}

/** Runs the command line; gives the exit code. */
export async function runCommandLine(argv: readonly string[], caches: Caches): Promise<number> {
  const { stdout: out, stderr: err } = process
  const parsed = parseArguments(argv, caches.defaultCache)
  if (parsed.kind === 'version') out.write(`${version()}\n`)
  if (parsed.kind === 'help') out.write(helpText(parsed.command))
  if (parsed.kind === 'usage')
    err.write(`airlift: ${parsed.problem}\n\nairlift ${parsed.command ?? ''} --help shows how it is used\n`.replace('  ', ' '))
  if (parsed.kind !== 'run') return parsed.kind === 'usage' ? 2 : 0
  const stop = stopOnSignals()
  try {
    await commands[parsed.options.command](parsed.options, { out, err, openCache: (url) => caches.openCache(url), signal: stop.signal })
    return 0
  } catch (error) {
    const { text, code } = failed(error, stop.code())
    err.write(`airlift: ${text}\n`)
    return code
  }
}

/** The first signal stops the connector and lets what is complete be committed; a second one ends the process at once. */
function stopOnSignals() {
  const controller = new AbortController()
  let code: number | undefined
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (code !== undefined) process.exit(code)
      code = 128 + constants.signals[name]
      controller.abort()
    })
  }
  return { signal: controller.signal, code: () => code }
}

function version(): string {
  return (JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }).version
}
