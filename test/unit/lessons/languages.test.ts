import { describe, expect, it } from 'vitest'
import { builtIn } from '../../../renderer/lessons/built-in.ts'
import type { Lesson } from '../../../renderer/lessons/lesson.ts'
import type { Check } from '../../../renderer/lessons/lesson-schema.ts'
import { parseLesson } from '../../../renderer/lessons/parse.ts'
import { germanOf } from '../../support/german.ts'

const read = (text: string): Lesson => {
  const told = parseLesson(text)
  if ('lesson' in told) return told.lesson
  throw new Error(`line ${told.malformed.line}: ${told.malformed.why}`)
}
const english = await builtIn('en')
const german = await builtIn('de')
const both = english.map(({ file, text }, n) => ({
  file,
  english: read(text),
  german: read(german[n]?.text ?? ''),
}))

/** Which choice is right is no word; an answer without choices is typed as it stands. */
const unsaid = ({ question, choices, answer, ...asks }: Check) => ({
  ...asks,
  asked: question !== undefined,
  choices: choices?.length,
  answer: choices && answer !== undefined ? choices.indexOf(answer) : answer,
})

/** All of a lesson but its words. */
const wordless = ({ title: _, summary: __, intro: ___, steps, ...front }: Lesson) => ({
  ...front,
  steps: steps.map(({ hint, seen, check }) => ({
    hint: hint !== '',
    seen: seen !== '',
    check: check && unsaid(check),
  })),
})

const partsOf = ({ intro, steps }: Lesson) => [
  intro,
  ...steps.flatMap(({ prose, hint, seen }) => [prose, hint, seen]),
]
const found = (sign: RegExp, text: string) =>
  [...text.matchAll(sign)].map(([whole, within]) => within ?? whole).sort()
const CODE = /```[^`]+```|`[^`]+`/g
const BUTTON = /\*\*([^*]+)\*\*/g

describe.each(both)('$file in German', ({ english, german }) => {
  it('is a lesson of its own words', () => {
    expect(german.title === english.title && german.summary === english.summary).toBe(false)
    for (const [n, step] of german.steps.entries()) {
      const { prose, check } = english.steps[n] ?? {}
      expect(step.prose).not.toBe(prose)
      if (check?.question) expect(step.check?.question).not.toBe(check.question)
    }
  })

  it('has the same container, steps and checks', () => {
    expect(wordless(german)).toEqual(wordless(english))
  })

  it('gives the same to type', () => {
    const typed = (lesson: Lesson) => partsOf(lesson).map((part) => found(CODE, part))
    expect(typed(german)).toEqual(typed(english))
  })

  it('calls the buttons what they are called', async () => {
    const said = await germanOf()
    for (const [n, part] of partsOf(english).entries()) {
      const names = found(BUTTON, part).map((name) => calledIn(said, name))
      expect(found(BUTTON, partsOf(german)[n] ?? '')).toEqual(names.sort())
    }
  })
})

/** “Send SIGTERM” stands in the source as “Send {signal}”. */
function calledIn(said: ReadonlyMap<string, string>, name: string): string {
  const [verb = '', ...rest] = name.split(' ')
  const pattern = new RegExp(`^${verb} \\{\\w+\\}$`)
  const inPattern = [...said].find(([english]) => pattern.test(english))?.[1]
  const called = said.get(name) ?? inPattern?.replace(/\{\w+\}/, rest.join(' '))
  if (!called) throw new Error(`no catalog calls anything “${name}”`)
  return called
}

it('what a language lacks is there in English', async () => {
  expect(await builtIn('xx')).toEqual(english)
  expect(german.map(({ file }) => file)).toEqual(english.map(({ file }) => file))
})
