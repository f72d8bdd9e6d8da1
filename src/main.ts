#!/usr/bin/env node
import { runConnector } from './connector/cli.js'

process.exitCode = await runConnector(process.argv.slice(2))
