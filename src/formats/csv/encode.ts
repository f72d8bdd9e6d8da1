/** Rows → RECORD lines, in the plain way that defines what is right. */
import { DataError, StopForDiscover } from '../../errors.js'
import { MODIFIED_FIELD, URL_FIELD, type Envelope } from '../../protocol/record.js'
import { castText } from '../../schema/cast.js'
import type { ColumnPlan } from '../../schema/plan.js'
import type { ReadContext } from '../format.js'
import type { CsvOptions } from './options.js'
import type { NumberedRow } from './rows.js'

export interface Column {
  /** `"name":` */
  readonly key: string
  readonly name: string
  /** undefined: left out. */
  readonly plan: ColumnPlan | undefined
  readonly canBeNull: boolean
}

/** What becomes of each column of the file. */
export async function planColumns(
  names: readonly string[],
  { stringsCanBeNull }: CsvOptions,
  { plan }: ReadContext,
): Promise<readonly Column[]> {
  const plans = plan.schemaless ? names.map((): ColumnPlan => ({ type: 'any' })) : await plan.resolve(names)
  return names.map((name, at) => {
    const own = name === MODIFIED_FIELD || name === URL_FIELD
    const column = own && !plan.schemaless ? undefined : plans[at]
    return {
      key: `${JSON.stringify(name)}:`,
      name,
      plan: column,
      canBeNull: stringsCanBeNull || (column?.type !== 'string' && column?.type !== 'any'),
    }
  })
}

export interface RowEncoder {
  /** The RECORD line of a row; empty if the row is not one: it was reported, or left out by the policy. Throws StopForDiscover. */
  encode(row: NumberedRow): string
  /** What stands around the fields of the rows that follow. Must come first. */
  frame(envelope: Envelope): void
}

export function rowEncoder(columns: readonly Column[], options: CsvOptions, context: ReadContext): RowEncoder {
  const { frame, plan } = context
  let [before, after, empty] = ['', '', '']
  const encode = ({ fields, line }: NumberedRow): string => {
    if (fields.length !== columns.length && !options.ignoreMismatch) {
      context.report(mismatch(fields.length, columns.length, frame.uri, line))
      return ''
    }
    const { text, misfits } = encodeFields(fields, columns, options)
    if (misfits.length > 0 && plan.policy !== 'Emit Record' && !plan.schemaless) {
      leaveOut(context, line)
      return ''
    }
    for (const { name, plan: column } of misfits) context.misfit(name, column?.type ?? 'any')
    return text === '' ? before + empty : before + text + after
  }
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
  return {
    encode,
    frame: (envelope) => {
      before = text(envelope.before)
      after = text(envelope.after)
      empty = text(envelope.empty)
    },
  }
}

function encodeFields(fields: readonly string[], columns: readonly Column[], options: CsvOptions) {
  const misfits: Column[] = []
  let text = ''
  for (let at = 0; at < columns.length; at++) {
    const column = columns[at] as Column
    if (column.plan === undefined) continue
    const json = encodeField(fields[at], column, options)
    if (json === undefined) misfits.push(column)
    text += `${text === '' ? '' : ','}${column.key}${json ?? JSON.stringify(fields[at])}`
  }
  return { text, misfits }
}

/** The JSON of a cell; undefined if it does not fit its column. A row too short has null for what it lacks. */
function encodeField(field: string | undefined, { plan, canBeNull }: Column, options: CsvOptions): string | undefined {
  if (field === undefined || (canBeNull && options.nullValues.has(field))) return 'null'
  return castText(field, plan?.type ?? 'any', options)
}

/** A record that does not conform: left out, or the end of the file. */
function leaveOut(context: ReadContext, line: number): void {
  const { plan, frame } = context
  if (plan.policy === 'Wait for Discover') {
    throw new StopForDiscover(
      `${frame.uri}: the row of line ${line} does not conform to the schema. Run discover; the rest of the file is read after that.`,
      {
        code: 'wait_for_discover',
        stream: frame.stream,
        file: frame.uri,
        line,
      },
    )
  }
  context.skipped()
}

const mismatch = (has: number, wants: number, file: string, line: number): DataError =>
  new DataError(
    `${file}: the row of line ${line} has ${has} values and the header ${wants} columns. Mend the row, or set ignore_errors_on_fields_mismatch.`,
    { code: 'csv_columns', file, line },
  )
