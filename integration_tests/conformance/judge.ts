/** Says whether a case passes. */
import type { Server } from '../../src/testing/minio.js'
import type { Answer, LoadedCase } from './case.js'
import { difference, knownPart, without } from './compare.js'
import { play, type Program } from './play.js'

/** The first problem, with the step and the place in its answer; undefined: the case passes. */
export async function judge(loaded: LoadedCase, program: Program, server: Server): Promise<string | undefined> {
  const { answers, junk } = await play(loaded, program, server)
  if (junk[0] !== undefined) return `stdout carries a line that is not JSON: ${junk[0]}`
  const ignore = loaded.description.ignore ?? []
  const wanted = without(loaded.wanted, ignore).map(withMentions)
  const got = without(answers, ignore).map((answer, i) => reduced(answer, wanted[i]))
  for (const [i, answer] of wanted.entries()) {
    const found = difference(answer, got[i])
    if (found !== undefined) return `step ${i + 1} (${answer.command})${found}`
  }
  return undefined
}

/** All words that are to be mentioned were. */
function withMentions({ mentions, ...answer }: Answer): Answer {
  return mentions === undefined ? answer : { ...answer, notMentioned: [] }
}

const reduced = (answer: Answer, wanted: Answer | undefined): Answer =>
  answer.command === 'spec' ? ({ ...answer, spec: knownPart(wanted?.['spec'], answer['spec']) } as Answer) : answer
