/** What cases write instead of names that differ from run to run. */
import type { Server } from '../../src/testing/minio.js'
import type { Answer } from './case.js'

export interface Placeholders {
  /** Whole values: "$BUCKET" and the like → the names. */
  fill<Value>(value: Value): Value
  /** The names, anywhere in an answer → placeholders; keys are hidden. */
  clean(answer: Answer): Answer
}

interface Names extends Server {
  readonly bucket: string
  /** An empty folder. */
  readonly work: string
}

export function placeholders({ bucket, endpoint, work, accessKeyId, secretAccessKey }: Names): Placeholders {
  const values = { $BUCKET: bucket, $ENDPOINT: endpoint, $WORK: work, $KEY: accessKeyId, $SECRET: secretAccessKey }
  const filled = (_: string, value: unknown): unknown =>
    typeof value === 'string' && value in values ? values[value as keyof typeof values] : value
  const hidden = (key: string, value: unknown): unknown =>
    typeof value === 'string' && /^aws_(secret_)?access_key/.test(key) ? '****' : value
  return {
    fill: <Value>(value: Value) => JSON.parse(JSON.stringify(value, filled)) as Value,
    clean: (answer) =>
      JSON.parse(
        JSON.stringify(answer, hidden).replaceAll(bucket, '$BUCKET').replaceAll(endpoint, '$ENDPOINT').replaceAll(work, '$WORK'),
      ) as Answer,
  }
}
