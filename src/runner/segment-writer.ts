/** Segment files of one stream: row groups are added as they fill up, and the file is ended when it is taken or large enough. */
import fs from 'node:fs'
import type { Segment } from '../caches/cache.js'
import { fileEnd, MAGIC, pageHead, type ParquetColumn, type RowGroup } from './parquet.js'

export interface SegmentWriter {
  /** `body(k)` gives the page body of the k-th column; it need not last. */
  add(rows: number, body: (column: number) => Buffer): void
  /** Ends the open file, if there is one. */
  end(): void
  /** Ends the open file and hands over all that are ended. */
  take(): Segment[]
}

export interface SegmentOptions {
  readonly stream: string
  readonly columns: readonly ParquetColumn[]
  /** A file is ended when it has this many bytes. */
  readonly segmentBytes: number
  readonly nextPath: () => string
}

interface Open {
  readonly path: string
  bytes: number
  records: number
  readonly groups: RowGroup[]
}

export function segmentWriter({ stream, columns, segmentBytes, nextPath }: SegmentOptions): SegmentWriter {
  let done: Segment[] = []
  let open: Open | undefined

  function begin(): Open {
    const path = nextPath()
    fs.writeFileSync(path, MAGIC, { flag: 'wx', mode: 0o600 })
    return { path, bytes: MAGIC.length, records: 0, groups: [] }
  }

  function end(): void {
    if (open === undefined) return
    const { path, records, groups } = open
    const tail = fileEnd(columns, groups)
    fs.appendFileSync(path, tail)
    done.push({ stream, path, records, bytes: open.bytes + tail.length })
    open = undefined
  }

  return {
    add(rows, body) {
      open ??= begin()
      const file = open
      const fd = fs.openSync(file.path, 'a')
      try {
        const chunks = columns.map((_, k) => {
          const page = body(k)
          const head = pageHead(rows, page.length)
          const offset = file.bytes
          writeAll(fd, head)
          writeAll(fd, page)
          file.bytes += head.length + page.length
          return { offset, bytes: head.length + page.length }
        })
        file.groups.push({ rows, columns: chunks })
        file.records += rows
      } finally {
        fs.closeSync(fd)
      }
      if (file.bytes >= segmentBytes) end()
    },
    end,
    take() {
      end()
      const taken = done
      done = []
      return taken
    },
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(fd, bytes, at, bytes.length - at)
}
