import { defineFormat } from './format.js'
import { inferColumns, probeRecord } from './jsonl/look.js'
import { readRecords } from './jsonl/read.js'

/** JSON lines: one object a line, in UTF-8. Objects over several lines are read too; values arrive as they stand, digit for digit. */
export const jsonl = defineFormat({
  filetype: 'jsonl',
  spec: {
    title: 'Jsonl Format',
    type: 'object',
    description: 'JSON lines: one object a line, in UTF-8.',
    properties: {
      filetype: { title: 'Filetype', description: 'Says that the files are JSON lines.', default: 'jsonl', const: 'jsonl', type: 'string' },
    },
    required: ['filetype'],
  },
  options: () => undefined,
  infer: (source) => inferColumns(source),
  probe: (source) => probeRecord(source),
  read: (source, _options, context) => readRecords(source, context),
})
