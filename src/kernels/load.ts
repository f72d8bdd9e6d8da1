import fs from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Loads dist/kernels/NAME.wasm, which scripts/build.mjs makes of assembly/NAME.ts; the path holds from src/kernels and dist/kernels alike. */
export function loadKernel<Exports>(name: string): Exports & { readonly memory: WebAssembly.Memory } {
  const file = fileURLToPath(new URL(`../../dist/kernels/${name}.wasm`, import.meta.url))
  const module = new WebAssembly.Module(fs.readFileSync(file))
  const abort = (): never => {
    throw new Error(`kernel ${name} aborted`)
  }
  return new WebAssembly.Instance(module, { env: { abort } }).exports as unknown as Exports & { readonly memory: WebAssembly.Memory }
}
