export interface ReadAhead<T> {
  /** How many items are begun before their turn. */
  readonly count: number
  /** Called once for each item, in order, up to `count` items before its turn. */
  begin(item: T): void
  /** Called for an item that was begun and whose turn never comes. */
  drop(item: T): Promise<void>
}

/** Passes the items on in their order, each begun some turns before. */
export async function* readAhead<T>(items: AsyncIterable<T>, how: ReadAhead<T>): AsyncIterable<T> {
  const waiting: T[] = []
  try {
    for await (const item of items) {
      how.begin(item)
      waiting.push(item)
      if (waiting.length > how.count) yield waiting.shift() as T
    }
    while (waiting.length > 0) yield waiting.shift() as T
  } finally {
    await Promise.all(waiting.map((item) => how.drop(item)))
  }
}
