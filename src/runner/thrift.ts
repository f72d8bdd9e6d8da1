/** Thrift's compact protocol, as far as Parquet's metadata needs it. Whole numbers up to 2^52. */

const I32 = 5
const I64 = 6
const BINARY = 8
const LIST = 9
const STRUCT = 12

export class Thrift {
  #buffer = Buffer.alloc(256)
  length = 0
  /** The number of the last field, for each struct that is open. */
  readonly #fields = [0]

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.length)
  }

  #byte(value: number): void {
    this.#room(1)
    this.#buffer[this.length++] = value
  }

  #room(bytes: number): void {
    if (this.length + bytes > this.#buffer.length) this.#buffer = Buffer.concat([this.#buffer, Buffer.alloc(this.#buffer.length + bytes)])
  }

  varint(value: number): void {
    let rest = value
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#byte((rest % 128) + 128)
    this.#byte(rest)
  }

  zigzag(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value)
  }

  #field(id: number, type: number): void {
    const step = id - (this.#fields.at(-1) ?? 0)
    if (step > 0 && step < 16) this.#byte(step * 16 + type)
    else {
      this.#byte(type)
      this.zigzag(id)
    }
    this.#fields[this.#fields.length - 1] = id
  }

  i32(id: number, value: number): void {
    this.#field(id, I32)
    this.zigzag(value)
  }

  i64(id: number, value: number): void {
    this.#field(id, I64)
    this.zigzag(value)
  }

  bool(id: number, value: boolean): void {
    this.#field(id, value ? 1 : 2)
  }

  string(id: number, text: string): void {
    this.#field(id, BINARY)
    this.text(text)
  }

  text(text: string): void {
    const bytes = Buffer.from(text)
    this.varint(bytes.length)
    this.#room(bytes.length)
    this.length += bytes.copy(this.#buffer, this.length)
  }

  struct(id: number, write: () => void): void {
    this.#field(id, STRUCT)
    this.body(write)
  }

  body(write: () => void): void {
    this.#fields.push(0)
    write()
    this.#byte(0)
    this.#fields.pop()
  }

  list<T>(id: number, type: number, items: readonly T[], write: (item: T, i: number) => void): void {
    this.#field(id, LIST)
    if (items.length < 15) this.#byte(items.length * 16 + type)
    else {
      this.#byte(0xf0 + type)
      this.varint(items.length)
    }
    items.forEach(write)
  }
}
