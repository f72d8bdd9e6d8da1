/** Does a configuration fit the spec? */
import { Ajv, type ErrorObject } from 'ajv'
import { ConfigError } from '../errors.js'
import type { JsonObject } from '../protocol/messages.js'

/** Keys for the use of the platform's own tests. */
const INTERNAL_KEYS = ['_limit', '_page_size']

/** Throws ConfigError (`config_schema`) that names the first place which does not fit, and never a value. */
export function requireSchema(config: JsonObject, schema: JsonObject): void {
  // the spec has keywords of Airbyte's own; formats only inform, patterns decide, as in the reference
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true, verbose: true }).compile(schema)
  const checked = Object.fromEntries(Object.entries(config).filter(([key]) => !INTERNAL_KEYS.includes(key)))
  if (validate(checked)) return
  const text = describe(relevant(validate.errors ?? []))
  throw new ConfigError(`Config validation error: ${text}`, { code: 'config_schema' })
}

/**
 * Of several choices (oneOf) every one that does not fit brings its errors. What matters are those of the choice whose constant was
 * given; if none was, that the constant is wrong.
 */
function relevant(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const constants = errors.filter(({ keyword }) => keyword === 'const')
  const refused = constants.map(({ schemaPath, instancePath }) => ({ choice: choiceOf(schemaPath), object: parentOf(instancePath) }))
  const isRefused = ({ schemaPath, instancePath }: ErrorObject): boolean =>
    refused.some(({ choice, object }) => schemaPath.startsWith(choice) && `${instancePath}/`.startsWith(object))
  const chosen = errors.filter((error) => error.keyword !== 'oneOf' && !isRefused(error))
  if (chosen.length > 0) return chosen
  return constants.length > 0 ? constants : errors
}

/** `#/a/oneOf/1/properties/filetype/const` → `#/a/oneOf/1/` */
function choiceOf(schemaPath: string): string {
  const end = /\/oneOf\/\d+\/(?!.*\/oneOf\/\d+\/)/.exec(schemaPath)
  return end === null ? schemaPath : schemaPath.slice(0, end.index + end[0].length)
}

/** `/streams/0/format/filetype` → `/streams/0/format/` */
const parentOf = (instancePath: string): string => instancePath.slice(0, instancePath.lastIndexOf('/') + 1)

function describe(errors: readonly ErrorObject[]): string {
  const [first] = errors
  if (first === undefined) return 'it does not fit the specification.'
  const place = first.instancePath.slice(1).replaceAll('/', '.') || 'the configuration'
  const allowed = allowedValues(first, errors)
  if (allowed !== undefined) return `${place} must be one of ${allowed.map((value) => JSON.stringify(value)).join(', ')}.`
  return first.keyword === 'pattern' ? `${place} ${formOf(first)}` : `${place} ${first.message ?? 'does not fit'}.`
}

function allowedValues({ keyword, params, instancePath }: ErrorObject, errors: readonly ErrorObject[]): readonly unknown[] | undefined {
  if (keyword === 'enum') return (params as { allowedValues: readonly unknown[] }).allowedValues
  if (keyword !== 'const') return undefined
  const choices = errors.filter((error) => error.keyword === 'const' && error.instancePath === instancePath)
  return choices.map((error) => (error.params as { allowedValue: unknown }).allowedValue)
}

/** A regular expression tells few people what is expected. */
function formOf({ parentSchema }: ErrorObject): string {
  const { pattern_descriptor: form, description } = parentSchema as { readonly pattern_descriptor?: string; readonly description?: string }
  return form === undefined ? `does not have the form that it must have: ${description ?? ''}` : `must have the form ${form}.`
}
