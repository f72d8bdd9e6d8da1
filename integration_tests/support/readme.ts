/** The README's code blocks, for the tests that run them. */
import fs from 'node:fs'

export interface CodeBlock {
  readonly language: string
  readonly code: string
}

export function readmeBlocks(): readonly CodeBlock[] {
  const text = fs.readFileSync('README.md', 'utf8')
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({ language, code }))
}

/** The commands of all shell blocks, in order, without their comments. */
export function readmeCommands(): readonly string[] {
  const shell = readmeBlocks().filter(({ language }) => language === 'sh')
  return shell.flatMap(({ code }) => code.split('\n').map((line) => line.replace(/\s+#.*$/, '').trim())).filter((line) => line !== '')
}

export const isDocker = (command: string): boolean => /^docker |docker:/.test(command)
