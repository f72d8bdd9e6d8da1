#!/usr/bin/env node
// A connector that does as its configuration's `script` says. Steps: {records: [stream, from, to]}, {state: [stream, value]}, {global: value},
// {status: [stream, status]}, {log}, {raw: text}, {stderr: text, times}, {error: message}, {wait: file that must appear}, {exit: code}, {kill: signal},
// {ignore: signal}, {echoState: true} (logs the state that it was given).
import fs from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

const [command, ...flags] = process.argv.slice(2)
const flag = (name) =>
  flags.includes(`--${name}`) ? JSON.parse(fs.readFileSync(flags[flags.indexOf(`--${name}`) + 1], 'utf8')) : undefined
const say = (message) => fs.writeSync(1, `${JSON.stringify(message)}\n`)
const config = flag('config')
const names = config?.streams ?? ['s']
const json_schema = { type: 'object', properties: { n: { type: ['null', 'integer'] }, text: { type: ['null', 'string'] } } }
const stream = (name) => ({
  name,
  json_schema,
  supported_sync_modes: config.modes ?? ['full_refresh', 'incremental'],
  source_defined_cursor: true,
  ...(config.key && { source_defined_primary_key: [['n']] }),
})

const steps = {
  records: ([name, from, to]) => {
    for (let n = from; n < to; n++)
      say({ type: 'RECORD', record: { stream: name, data: { n, text: `row ${n}` }, emitted_at: 1_700_000_000_000 + n } })
  },
  state: ([name, value]) =>
    say({ type: 'STATE', state: { type: 'STREAM', stream: { stream_descriptor: { name }, stream_state: { at: value } } } }),
  global: (value) =>
    say({
      type: 'STATE',
      state: {
        type: 'GLOBAL',
        global: {
          shared_state: { at: value },
          stream_states: names.map((name) => ({ stream_descriptor: { name }, stream_state: { at: value } })),
        },
      },
    }),
  status: ([name, status]) =>
    say({ type: 'TRACE', trace: { type: 'STREAM_STATUS', emitted_at: 1, stream_status: { stream_descriptor: { name }, status } } }),
  log: (message) => say({ type: 'LOG', log: { level: 'INFO', message } }),
  control: (changed) =>
    say({ type: 'CONTROL', control: { type: 'CONNECTOR_CONFIG', emitted_at: 1, connectorConfig: { config: changed } } }),
  raw: (text) => fs.writeSync(1, text),
  bytes: (base64) => fs.writeSync(1, Buffer.from(base64, 'base64')),
  stderr: (text, { times = 1 }) => {
    for (let i = 0; i < times; i++) fs.writeSync(2, text)
  },
  error: (message) => say({ type: 'TRACE', trace: { type: 'ERROR', emitted_at: 1, error: { message, failure_type: 'config_error' } } }),
  wait: async (file) => {
    while (!fs.existsSync(file)) await wait(10)
  },
  exit: (code) => process.exit(code),
  kill: (signal) => process.kill(process.pid, signal),
  ignore: (signal) => process.on(signal, () => undefined),
  echoState: () => steps.log(`state ${JSON.stringify(flag('state') ?? null)}`),
}

if (command === 'spec') say({ type: 'SPEC', spec: { connectionSpecification: { type: 'object', properties: {} } } })
if (command === 'check') {
  if (config.refuse) steps.error(config.refuse)
  say({
    type: 'CONNECTION_STATUS',
    connectionStatus: config.refuse ? { status: 'FAILED', message: config.refuse } : { status: 'SUCCEEDED' },
  })
}
if (command === 'discover') say({ type: 'CATALOG', catalog: { streams: names.map(stream) } })
if (command === 'read') {
  for (const step of config.script) {
    const [name] = Object.keys(step)
    await steps[name](step[name], step)
  }
}
