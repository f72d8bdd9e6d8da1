// The table of dependencies, each with what it is for, what it weighs and why it is this one.
import fs from 'node:fs'
import { inRoot } from '../lib.mjs'
import { code, table } from './markdown.mjs'

const REASONS = {
  '@aws-sdk/client-s3': [
    'S3: signing, credentials, retries',
    '26 packages, 8.7 MB',
    'Every way to log in to AWS that users have; imported by one file only.',
  ],
  ajv: ['Checks configurations against the spec', '5 packages, 1.3 MB', 'The spec is the check: one description of what is allowed.'],
  'iconv-lite': [
    'Encodings of CSV files',
    '2 packages, 0.4 MB',
    'Node 20 decodes windows-1252 wrongly, and lacks many encodings that files have.',
  ],
  yaml: ['Configurations in YAML for airlift', '0.7 MB', 'Without dependencies of its own.'],
  '@duckdb/node-api': ['The DuckDB cache of airlift', '72 MB', 'Optional; imported on first use, and not in the image.'],
}

export function dependencyTable() {
  const { dependencies, optionalDependencies } = JSON.parse(fs.readFileSync(inRoot('package.json'), 'utf8'))
  const versions = { ...dependencies, ...optionalDependencies }
  const unexplained = Object.keys(versions).filter((name) => REASONS[name] === undefined)
  const gone = Object.keys(REASONS).filter((name) => versions[name] === undefined)
  if (unexplained.length > 0 || gone.length > 0)
    throw new Error(`dependencies without a reason: ${unexplained}; reasons without a dependency: ${gone}`)
  const rows = Object.entries(versions).map(([name, version]) => [code(name), version, ...REASONS[name]])
  return table(['Package', 'Version', 'What for', 'Installed, with what it needs', 'Why this one'], rows)
}
