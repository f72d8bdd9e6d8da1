// The table of formats: those with a reader, and those that the specification announces.
import { code, table } from './markdown.mjs'

export async function formatTable() {
  const { formats } = await import('../../dist/formats/index.js')
  const { connectorSpec } = await import('../../dist/connector/spec.js')
  const readable = new Set(formats.map(({ filetype }) => filetype))
  const entries = connectorSpec({ cloud: false }).connectionSpecification.properties.streams.items.properties.format.oneOf
  const rows = entries.map(({ title, description = '', properties }) => {
    const filetype = properties.filetype.const
    return [
      title.replace(/ Format$/, ''),
      code(filetype),
      readable.has(filetype) ? 'read' : 'not yet: refused with a clear error',
      description,
    ]
  })
  return table(
    ['Format', '`filetype`', 'State', 'What it is'],
    [...rows.filter((row) => row[2] === 'read'), ...rows.filter((row) => row[2] !== 'read')],
  )
}
