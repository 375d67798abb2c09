import { describe, expect, it } from 'vitest'
import { builtIn } from '../../../renderer/lessons/built-in.ts'
import type { Lesson } from '../../../renderer/lessons/lesson.ts'
import type { Check } from '../../../renderer/lessons/lesson-schema.ts'
import { parseLesson } from '../../../renderer/lessons/parse.ts'

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
  [...text.matchAll(sign)].map(([whole]) => whole).sort()
const CODE = /```[^`]+```|`[^`]+`/g

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
})

it('what a language lacks is there in English', async () => {
  expect(await builtIn('xx')).toEqual(english)
  expect(german.map(({ file }) => file)).toEqual(english.map(({ file }) => file))
})
