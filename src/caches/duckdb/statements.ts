/** Settings, transactions, and what errors of DuckDB mean. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { messageOf, SystemError, TransientError } from '../../errors.js'
import { textLiteral } from '../sql.js'

/** Gives the values that were there before. */
export async function set(
  connection: DuckDBConnection,
  settings: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const before: Record<string, string> = {}
  for (const [name, value] of Object.entries(settings)) {
    const found = await connection.runAndReadAll(`SELECT CAST(current_setting(${textLiteral(name)}) AS VARCHAR)`)
    before[name] = String(found.getRows()[0]?.[0])
    await connection.run(`SET ${name} = ${textLiteral(value)}`)
  }
  return before
}

export async function inTransaction(connection: DuckDBConnection, work: () => Promise<void>): Promise<void> {
  await connection.run('BEGIN')
  try {
    await work()
    await connection.run('COMMIT')
  } catch (error) {
    await rollBack(connection)
    throw error
  }
}

/** Some errors end the transaction themselves. */
export async function rollBack(connection: DuckDBConnection): Promise<void> {
  try {
    await connection.run('ROLLBACK')
  } catch (error) {
    if (!/no transaction is active/i.test(messageOf(error))) throw error
  }
}

/** DuckDB's own texts may quote values: they stay in the cause. */
export async function explained(stream: string | undefined, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const message = messageOf(error)
    if (/no space left|out of memory/i.test(message))
      throw new TransientError('DuckDB has run out of disk or memory. Make room, then sync again.', {
        code: 'no_room',
        cause: error,
        stream,
      })
    throw new SystemError(`DuckDB has refused ${stream === undefined ? 'to commit' : `rows of the stream ${stream}`}.`, {
      code: 'load_failed',
      cause: error,
      stream,
    })
  }
}
