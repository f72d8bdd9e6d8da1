// Preloaded into what is measured: at its end each process leaves its CPU time and peak memory in the folder BENCH_REPORT.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { isMainThread } from 'node:worker_threads'

const folder = process.env.BENCH_REPORT
if (folder !== undefined && isMainThread) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
    const report = { cpu: (userCPUTime + systemCPUTime) / 1e6, rss: maxRSS / 1024 }
    fs.writeFileSync(path.join(folder, `${process.pid}.json`), JSON.stringify(report))
  })
}
