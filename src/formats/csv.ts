import { inferColumns, probeRecord } from './csv/look.js'
import { csvOptions } from './csv/options.js'
import { readRecords } from './csv/read.js'
import { csvSpec } from './csv/spec.js'
import { defineFormat } from './format.js'

/** Delimited text, in any dialect and encoding that the options describe. */
export const csv = defineFormat({
  filetype: 'csv',
  spec: csvSpec,
  options: csvOptions,
  infer: inferColumns,
  probe: probeRecord,
  read: readRecords,
})
