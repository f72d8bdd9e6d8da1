/** Records or raw files, as the spec describes the choice. */
import type { JsonObject } from '../protocol/messages.js'

function deliveryType(value: string, description: string): JsonObject {
  return { title: 'Delivery Type', description, default: value, const: value, enum: [value], type: 'string' }
}

const records: JsonObject = {
  title: 'Replicate Records',
  type: 'object',
  description: 'Files are read, and their rows delivered as records.',
  properties: { delivery_type: deliveryType('use_records_transfer', 'Rows become records.') },
  required: ['delivery_type'],
}

const files: JsonObject = {
  title: 'Copy Raw Files',
  type: 'object',
  description: 'Files are copied as they are. The destination must be able to store files.',
  properties: {
    delivery_type: deliveryType('use_file_transfer', 'Files are copied.'),
    preserve_directory_structure: {
      title: 'Preserve Sub-Directories in File Paths',
      description: 'Keep the folders of a key in the path of the copy. Otherwise all files go to one folder, and names must be unique.',
      default: true,
      type: 'boolean',
    },
  },
  required: ['delivery_type'],
}

export const deliveryProperty: JsonObject = {
  title: 'Delivery Method',
  description: 'What arrives at the destination: the rows of the files, or the files.',
  default: 'use_records_transfer',
  type: 'object',
  order: 7,
  display_type: 'radio',
  group: 'advanced',
  oneOf: [records, files],
}
