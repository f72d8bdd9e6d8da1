import path from 'node:path'
import { ConfigError } from '../../errors.js'
import { flags, type Executor } from './executor.js'

/** A program of this machine with its first arguments. No shell is between. */
export function command([file, ...args]: readonly string[]): Executor {
  if (file === undefined || file === '') throw new ConfigError('The command of the connector is empty.', { code: 'command_empty' })
  return {
    label: [file, ...args].join(' '),
    name: path
      .basename(args.length > 0 && /^(node|python3?|bash|sh)$/.test(path.basename(file)) ? (args[0] ?? file) : file)
      .replace(/\.\w+$/, ''),
    program: (name, files) => ({ file, args: [...args, name, ...flags(files)] }),
  }
}

/** Words as a shell would part them: at blanks, but for what quotes or a backslash keep together. */
export function splitWords(text: string): string[] {
  const words: string[] = []
  const pattern = /((?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+)|(\S)/g
  for (const [, word, stray] of text.matchAll(pattern)) {
    if (word === undefined) throw new ConfigError(`The command has a quote that is not closed: ${stray ?? ''}`, { code: 'command_quotes' })
    words.push(
      word.replace(
        /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/g,
        (_, escaped?: string, double?: string, single?: string) => escaped ?? double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? '',
      ),
    )
  }
  return words
}
