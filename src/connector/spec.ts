/** The connector's specification: what `spec` answers, and what configurations are checked against. */
import { formats } from '../formats/index.js'
import type { JsonObject, SpecMessage } from '../protocol/messages.js'
import { credentialsProperty } from './spec-credentials.js'
import { deliveryProperty } from './spec-delivery.js'
import { formatsToCome } from './spec-formats-later.js'
import { streamsProperty } from './spec-stream.js'
import { v3Properties } from './spec-v3.js'

export type Spec = SpecMessage['spec']

export interface SpecOptions {
  /** On Airbyte Cloud an endpoint must not be plain http. */
  readonly cloud: boolean
}

/** The order in which the user interface offers the formats; ones that it does not name come last. */
const FORMAT_ORDER = ['avro', 'csv', 'jsonl', 'parquet', 'unstructured', 'excel']

export function connectorSpec({ cloud }: SpecOptions): Spec {
  return {
    connectionSpecification: {
      title: 'Config',
      type: 'object',
      properties: {
        start_date: startDate,
        streams: streamsProperty(formatEntries()),
        delivery_method: deliveryProperty,
        credentials: credentialsProperty,
        bucket: { title: 'Bucket', description: 'The name of the bucket that holds the files.', order: 1, type: 'string' },
        endpoint: cloud ? { ...endpoint, ...secureEndpoint } : endpoint,
        region_name: regionName,
        ...v3Properties,
      },
      required: ['streams', 'credentials', 'bucket'],
    },
    documentationUrl: 'https://docs.airbyte.com/integrations/sources/s3',
    supportsNormalization: false,
    supportsDBT: false,
  }
}

/** The specification as it lies in spec.json. */
export function specJson(): string {
  return `${JSON.stringify(connectorSpec({ cloud: false }), null, 2)}\n`
}

function formatEntries(): readonly JsonObject[] {
  const entries: Record<string, JsonObject> = { ...formatsToCome }
  for (const { filetype, spec } of formats) entries[filetype] = spec
  const names = [...FORMAT_ORDER, ...Object.keys(entries).filter((name) => !FORMAT_ORDER.includes(name))]
  return names.map((name) => entries[name]).filter((entry) => entry !== undefined)
}

const startDate: JsonObject = {
  title: 'Start Date',
  description: 'Files that were last modified before this time (UTC) are not read.',
  examples: ['2021-01-01', '2021-01-01T00:00:00Z', '2021-01-01T00:00:00.000Z', '2021-01-01T00:00:00.000000Z'],
  format: 'date-time',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$',
  pattern_descriptor: 'YYYY-MM-DD, YYYY-MM-DDTHH:mm:ssZ, or YYYY-MM-DDTHH:mm:ss.SSSSSSZ',
  order: 3,
  type: 'string',
}

const endpoint: JsonObject = {
  title: 'Endpoint',
  description: 'The address of an S3-compatible server, with its scheme. Leave it empty for Amazon S3.',
  default: '',
  examples: ['my-s3-endpoint.com', 'https://my-s3-endpoint.com'],
  order: 4,
  type: 'string',
}

const secureEndpoint: JsonObject = {
  description:
    'The address of an S3-compatible server, which must be reached by https; the scheme may be left out. Leave it empty for Amazon S3.',
  pattern: '^(?!http://).*$',
}

const regionName: JsonObject = {
  title: 'AWS Region',
  description: 'The region of the bucket, such as eu-central-1. It is found out if left out.',
  order: 5,
  type: 'string',
}
