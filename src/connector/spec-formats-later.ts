/** The spec's entries of formats whose readers are still to come: their options are accepted, and refused with a clear error when used. */
import type { JsonObject } from '../protocol/messages.js'

const avro: JsonObject = {
  title: 'Avro Format',
  type: 'object',
  description: 'Avro object container files (.avro).',
  properties: {
    filetype: { title: 'Filetype', description: 'Says that the files are Avro.', default: 'avro', const: 'avro', type: 'string' },
    double_as_string: {
      title: 'Convert Double Fields to Strings',
      description: 'Deliver fields of 64-bit floating point as text, for destinations that would round them.',
      default: false,
      type: 'boolean',
    },
  },
  required: ['filetype'],
}

const parquet: JsonObject = {
  title: 'Parquet Format',
  type: 'object',
  description: 'Parquet files. Folders named key=value become columns.',
  properties: {
    filetype: { title: 'Filetype', description: 'Says that the files are Parquet.', default: 'parquet', const: 'parquet', type: 'string' },
    decimal_as_float: {
      title: 'Convert Decimal Fields to Floats',
      description: 'Deliver decimals as floating point numbers, which may round them. Otherwise they arrive as text with every digit.',
      default: false,
      type: 'boolean',
    },
  },
  required: ['filetype'],
}

const unstructured: JsonObject = {
  title: 'Unstructured Document Format',
  type: 'object',
  description: 'Documents (.md, .txt, .pdf, .docx, .pptx). Each becomes one record with its text as Markdown.',
  properties: {
    filetype: {
      title: 'Filetype',
      description: 'Says that the files are documents.',
      default: 'unstructured',
      const: 'unstructured',
      type: 'string',
    },
    skip_unprocessable_files: {
      title: 'Skip Unprocessable Files',
      description:
        'Deliver a document that cannot be read as a record without content, with the reason in _ab_source_file_parse_error. Otherwise it fails the sync.',
      default: true,
      always_show: true,
      type: 'boolean',
    },
    strategy: {
      title: 'Parsing Strategy',
      description:
        'How the text is found in a document: "fast" takes the text that it holds; "ocr_only" and "hi_res" look at its pages as pictures.',
      default: 'auto',
      always_show: true,
      order: 0,
      enum: ['auto', 'fast', 'ocr_only', 'hi_res'],
      type: 'string',
    },
    processing: {
      title: 'Processing',
      description: 'Where documents are processed.',
      default: { mode: 'local' },
      type: 'object',
      oneOf: [
        {
          title: 'Local',
          type: 'object',
          description: 'Within the connector; no document leaves it.',
          properties: {
            mode: {
              title: 'Mode',
              description: 'Documents are processed by the connector itself.',
              default: 'local',
              const: 'local',
              enum: ['local'],
              type: 'string',
            },
          },
          required: ['mode'],
        },
      ],
    },
  },
  required: ['filetype'],
}

const excel: JsonObject = {
  title: 'Excel Format',
  type: 'object',
  description: 'Excel workbooks (.xlsx, .xls). The first sheet is read; its first row names the columns.',
  properties: {
    filetype: { title: 'Filetype', description: 'Says that the files are workbooks.', default: 'excel', const: 'excel', type: 'string' },
  },
  required: ['filetype'],
}

export const formatsToCome: Readonly<Record<string, JsonObject>> = { avro, parquet, unstructured, excel }
