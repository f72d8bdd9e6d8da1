/** Dates and times as connectors write them, in the one form that the kernel takes. Years 1 to 9999; UTC where no zone is given. */
import type { Conformed } from './conform.js'

const DATE = String.raw`(\d{4})-(\d\d)-(\d\d)`
const TIME = String.raw`(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?`
const ZONE = String.raw`(?:\s*(Z|z|UTC|([+-])(\d\d)(?::?(\d\d))?))?`

const DATE_ONLY = new RegExp(`^${DATE}$`)
const TIME_ONLY = new RegExp(`^${TIME}$`)
const DATE_TIME = new RegExp(`^${DATE}(?:[Tt ]${TIME}${ZONE})?$`)

function isDate(year: string, month: string, day: string): boolean {
  const [y, m, d] = [Number(year), Number(month), Number(day)]
  if (y === 0 || m === 0 || m > 12 || d === 0) return false
  const leap = y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0)
  return d <= ([31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1] ?? 0)
}

/** HH:MM:SS.ffffff; digits beyond microseconds are cut off. */
function clock(hour = '00', minute = '00', second = '00', fraction = ''): { text: string; cut: boolean } | undefined {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const cut = /[1-9]/.test(fraction.slice(6))
  return { text: `${hour}:${minute}:${second}${fraction === '' ? '' : `.${fraction.slice(0, 6)}`}`, cut }
}

const asText = (text: string, cut: boolean): Conformed => ({ literal: `"${text}"`, ...(cut ? { reason: 'ROUNDED' } : {}) })

/** A date; of a date-time its date, with a reason unless it is midnight UTC. */
export function conformDate(text: string): Conformed | undefined {
  const found = DATE_ONLY.exec(text)
  if (found === null)
    return conformTimestamp(text) && asText(text.slice(0, 10), !/^.{10}[Tt ]00:00(:00([.,]0+)?)?\s*(Z|z|UTC|[+-]00:?(00)?)?$/.test(text))
  const [, year = '', month = '', day = ''] = found
  return isDate(year, month, day) ? asText(text, false) : undefined
}

export function conformTimestamp(text: string): Conformed | undefined {
  const found = DATE_TIME.exec(text)
  if (found === null) return undefined
  const [, year = '', month = '', day = '', hour, minute, second, fraction, , sign, zoneHour = '00', zoneMinute = '00'] = found
  const time = clock(hour, minute, second, fraction)
  if (!isDate(year, month, day) || time === undefined || Number(zoneHour) > 15 || Number(zoneMinute) > 59) return undefined
  const zone = sign === undefined ? 'Z' : `${sign}${zoneHour}:${zoneMinute}`
  return asText(`${year}-${month}-${day}T${time.text}${zone}`, time.cut)
}

/** A time of day; one with a zone is none. */
export function conformTime(text: string): Conformed | undefined {
  const found = TIME_ONLY.exec(text)
  const time = found === null ? undefined : clock(found[1], found[2], found[3], found[4])
  return time && asText(time.text, time.cut)
}
