import { Interrupted } from '../errors.js'
import type { JsonObject, Message } from '../protocol/messages.js'
import { writeCallFiles } from './call-files.js'
import type { CallFiles, Executor } from './executors/executor.js'
import { listen, type Listener } from './listener.js'
import { startProcess } from './process.js'

export interface Call {
  readonly executor: Executor
  readonly command: 'spec' | 'check' | 'discover' | 'read'
  readonly contents: Readonly<Partial<Record<keyof CallFiles, unknown>>>
  readonly signal?: AbortSignal | undefined
  /** Called for every message; `true`: that is enough, the connector may stop. */
  onMessage(message: Message): boolean | undefined
}

/** Runs a command whose answer is small. Throws ConnectorError, unless it was told that it is enough; gives what was heard. */
export async function callConnector(request: Call): Promise<{ readonly config: JsonObject | undefined; readonly listener: Listener }> {
  const { executor, command, contents, signal } = request
  using call = writeCallFiles(contents)
  const listener = listen(executor.label)
  const running = startProcess(executor.program(command, call.files, call.folder))
  const stop = (): void => {
    running.stop()
  }
  signal?.addEventListener('abort', stop, { once: true })
  let enough = false
  let rest = ''
  const decoder = new TextDecoder()
  try {
    for await (const chunk of running.output) {
      if (enough) continue
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const message = listener.hear(line)
        enough ||= message !== undefined && request.onMessage(message) === true
      }
      if (enough) stop()
    }
  } catch (error) {
    stop()
    throw error
  }
  const ended = await running.ended
  signal?.removeEventListener('abort', stop)
  if (signal?.aborted === true) throw new Interrupted('Interrupted.', { code: 'interrupted' })
  const failure = enough ? undefined : listener.failure(ended, rest !== '', {})
  if (failure !== undefined) throw failure
  return { config: listener.config(), listener }
}
