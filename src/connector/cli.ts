import { constants } from 'node:os'
import { connectorVersion } from './version.js'
import { createOutput, OutputClosed, type Output } from '../protocol/emit.js'
import { ExpectedError, messageOf } from '../errors.js'
import { parseArguments, USAGE, type Command } from './arguments.js'
import { createLog, lowestLevel, type Log } from './log.js'

/** Runs a command of the connector; gives the exit code: 0 done, 1 failed, 2 wrong usage, 128+n stopped by signal n. */
export async function runConnector(argv: readonly string[]): Promise<number> {
  const parsed = parseArguments(argv)
  if (parsed.kind === 'usage') {
    process.stderr.write(`${USAGE}\nsource-s3: error: ${parsed.problem}\n`)
    return 2
  }
  const output = createOutput()
  if (parsed.kind !== 'command') {
    output.write(Buffer.from(parsed.kind === 'help' ? USAGE : `${connectorVersion()}\n`))
    return 0
  }
  const log = createLog(output, lowestLevel(parsed.debug, process.env['LOG_LEVEL']))
  const stop = stopOnSignals()
  try {
    return await runCommand(parsed.command, output, log, stop.signal)
  } catch (error) {
    return ended(error, log, stop.caught())
  }
}

/** Modules are loaded by the commands that need them: `spec` must not wait for the AWS SDK. */
async function runCommand(command: Command, output: Output, log: Log, signal: AbortSignal): Promise<number> {
  if (command.name === 'spec') {
    const { connectorSpec } = await import('./spec.js')
    output.message({ type: 'SPEC', spec: connectorSpec({ cloud: isCloud() }) })
    return 0
  }
  const commands = await import('./commands.js')
  return commands.run(command, { output, log, signal, cloud: isCloud() })
}

const isCloud = (): boolean => process.env['DEPLOYMENT_MODE']?.toLowerCase() === 'cloud'

function ended(error: unknown, log: Log, caught: NodeJS.Signals | undefined): number {
  if (error instanceof OutputClosed) return 1
  if (caught !== undefined) {
    log.warn(`Stopped by ${caught}.`)
    return 128 + constants.signals[caught]
  }
  log.fatal(error instanceof Error && !(error instanceof ExpectedError) ? (error.stack ?? error.message) : messageOf(error))
  log.traceError(error)
  return 1
}

/** The first SIGTERM or SIGINT lets what is complete be said; a second one ends the process at once. */
function stopOnSignals() {
  const controller = new AbortController()
  let caught: NodeJS.Signals | undefined
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      if (caught !== undefined) process.exit(128 + constants.signals[name])
      caught = name
      controller.abort()
    })
  }
  return { signal: controller.signal, caught: () => caught }
}
