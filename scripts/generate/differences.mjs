// The deliberate differences from the reference connector: the recorded cases that have a wanted answer of their own and are on the list.
import fs from 'node:fs'
import { filesBelow, inRoot } from '../lib.mjs'
import { code, details, table } from './markdown.mjs'

const folder = 'integration_tests/conformance'
const readJson = (file) => JSON.parse(fs.readFileSync(inRoot(file), 'utf8'))

const offList = readJson(`${folder}/not-yet.json`)
const isLater = (reason) => / comes? later$/.test(reason)

function differences() {
  return filesBelow(inRoot(`${folder}/cases`))
    .filter((file) => file.endsWith('/wanted.json'))
    .map((file) => file.replace('/wanted.json', ''))
    .filter((name) => offList[name] === undefined)
    .map((name) => ({ name, area: name.split('/')[0], ...readJson(`${folder}/cases/${name}/case.json`) }))
}

const grouped = (list, key) => {
  const groups = new Map()
  for (const item of list) groups.set(item[key], [...(groups.get(item[key]) ?? []), item])
  return [...groups]
}

const row = ([why, cases]) => [cases.map(({ about }) => about).join(' '), why, cases.map(({ name }) => code(name.split('/')[1])).join(', ')]

/** Cases that are not followed although what they are about is there. */
function notFollowed() {
  const rows = Object.entries(offList)
    .filter(([, reason]) => !isLater(reason))
    .map(([name, reason]) => [readJson(`${folder}/cases/${name}/case.json`).about, reason, code(name)])
  return rows.length === 0 ? [] : [details(`not followed: ${rows.length}`, table(['What', 'Why', 'Case'], rows))]
}

export function differenceTables() {
  const areas = grouped(differences(), 'area').map(([area, cases]) =>
    details(
      `${area}: ${cases.length} ${cases.length === 1 ? 'case' : 'cases'}`,
      table(['What', 'Why it differs', 'Cases'], grouped(cases, 'why').map(row)),
    ),
  )
  return [...areas, ...notFollowed()].join('\n\n')
}
