#!/usr/bin/env node
import { DEFAULT_CACHE, openCache } from './caches/open.js'
import { runCommandLine } from './runner/cli/main.js'

process.exitCode = await runCommandLine(process.argv.slice(2), { openCache, defaultCache: DEFAULT_CACHE })
