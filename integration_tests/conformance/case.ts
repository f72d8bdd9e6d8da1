/** The recorded cases: folders of cases/AREA/NAME with case.json, data files, expected.json and perhaps wanted.json. */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CatalogStream, SyncMode } from '../../src/protocol/catalog.js'
import type { Json, JsonObject } from '../../src/protocol/messages.js'
import type { Fault } from '../../src/testing/faults.js'

export const CASES = fileURLToPath(new URL('./cases', import.meta.url))
const NOT_YET = fileURLToPath(new URL('./not-yet.json', import.meta.url))

export type CommandName = 'spec' | 'check' | 'discover' | 'read'

/** An object to put into the bucket. The content is one of text, latin1, base64 or file. */
export interface CaseObject {
  readonly key: string
  readonly mtime?: string
  readonly text?: string
  readonly latin1?: string
  readonly base64?: string
  readonly file?: string
  readonly gzip?: boolean
  readonly delete?: boolean
  /** So many like it; $N counts. */
  readonly repeat?: number
}

/** What happens in one step of a case; the state goes on from round to round. */
export interface Round {
  readonly objects?: readonly CaseObject[]
  readonly commands?: readonly CommandName[]
  readonly config?: JsonObject
  readonly raw_config?: JsonObject
  readonly sync_mode?: SyncMode
  readonly catalog_streams?: readonly CatalogStream[]
}

export interface Case extends Round {
  readonly about: string
  /** Why the wanted answer differs from the reference's. */
  readonly why?: string
  readonly rounds?: readonly Round[]
  readonly state?: Json
  readonly control?: boolean
  readonly env?: Readonly<Record<string, string>>
  /** Seconds for a call. */
  readonly timeout?: number
  readonly faults?: readonly Fault[]
  readonly ignore?: readonly string[]
}

/** An answer to one command, reduced to what is compared. */
export type Answer = JsonObject & { readonly command: CommandName; readonly streams?: Json; readonly mentions?: readonly string[] }

export interface LoadedCase {
  readonly name: string
  readonly folder: string
  readonly description: Case
  readonly wanted: readonly Answer[]
}

const readJson = (file: string): unknown => JSON.parse(fs.readFileSync(file, 'utf8'))

/** The names of all cases, `area/name`, in order. */
export function caseNames(): readonly string[] {
  const folders = (folder: string): string[] => fs.readdirSync(folder).sort()
  return folders(CASES).flatMap((area) => folders(path.join(CASES, area)).map((name) => `${area}/${name}`))
}

export function loadCase(name: string): LoadedCase {
  const folder = path.join(CASES, name)
  const wanted = path.join(folder, 'wanted.json')
  return {
    name,
    folder,
    description: readJson(path.join(folder, 'case.json')) as Case,
    wanted: readJson(fs.existsSync(wanted) ? wanted : path.join(folder, 'expected.json')) as Answer[],
  }
}

/** The cases that are off the list: name → reason. */
export const notYet = (): ReadonlyMap<string, string> => new Map(Object.entries(readJson(NOT_YET) as Record<string, string>))
