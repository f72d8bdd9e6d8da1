import { ConfigError } from '../errors.js'

const FORM = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?)?/

/**
 * start_date, as the spec's pattern lets it in, in the form of state and records. An offset is dropped and not reckoned with, as in
 * the reference: 2026-01-02T02:00:00+02:00 is two o'clock UTC. Throws ConfigError for a day or time that does not exist.
 */
export function startTime(text: string): string {
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction = ''] = FORM.exec(text) ?? []
  const whole = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const parsed = new Date(`${whole}Z`)
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 19) !== whole) {
    throw new ConfigError('start_date names a day or a time that does not exist. Correct it, or leave it out.', { code: 'config_model' })
  }
  return `${whole}.${fraction.slice(0, 6).padEnd(6, '0')}Z`
}
