// The tables of options, from the specification. Options of configurations before version 4 are left out: they are migrated.
import { code, details, table } from './markdown.mjs'

const OLD = /^Before version 4/

function shownType({ type, enum: choices, oneOf, items }) {
  if (choices !== undefined) return choices.map((choice) => code(choice)).join(', ')
  if (oneOf !== undefined) return `one of: ${oneOf.map(({ title }) => title).join(', ')}`
  return type === 'array' ? `list of ${items?.type ?? 'value'}s` : type
}

const shownDefault = (value) => (value === undefined || value === '' ? '' : code(JSON.stringify(value)))

/** The rows of an object's properties; those of nested choices and lists follow, with their path. */
function rows(schema, prefix = '') {
  return Object.entries(schema.properties ?? {})
    .filter(([, property]) => !OLD.test(property.description ?? '') && property.const === undefined)
    .flatMap(([name, property]) => {
      const required = schema.required?.includes(name) ? 'required' : shownDefault(property.default)
      const own = [code(`${prefix}${name}`), shownType(property), required, property.description ?? '']
      const nested = [property, ...(property.oneOf ?? [])].flatMap((choice) =>
        rows({ ...choice, required: choice.required }, `${prefix}${name}.`),
      )
      return [own, ...unique(nested)]
    })
}

const unique = (list) => [...new Map(list.map((row) => [row[0], row])).values()]
const asTable = (schema, prefix) => table(['Option', 'Type', 'Default', 'What it does'], rows(schema, prefix))

export async function optionTables() {
  const { connectorSpec } = await import('../../dist/connector/spec.js')
  const { formats } = await import('../../dist/formats/index.js')
  const spec = connectorSpec({ cloud: false }).connectionSpecification
  const { streams, ...top } = spec.properties
  const { format, ...stream } = streams.items.properties
  const readable = new Set(formats.map(({ filetype }) => filetype))
  const entries = format.oneOf.filter((entry) => readable.has(entry.properties.filetype.const) && Object.keys(entry.properties).length > 1)
  const ofStream = asTable({ properties: stream, required: streams.items.required })
  return [
    details(
      'Of the connection',
      asTable({ properties: { ...top, streams: { ...streams, items: { type: 'stream' } } }, required: spec.required }),
    ),
    details(
      `Of a stream (<code>streams[]</code>)`,
      `${ofStream}\n\n\`format\` is an object with \`filetype\` and the options of that format.`,
    ),
    ...entries.map((entry) => details(`Of ${entry.title} (<code>streams[].format</code>)`, asTable(entry))),
  ].join('\n\n')
}
