import { describe, expect, it } from 'vitest'
import { requestOf } from '../../../renderer/actions/lessons.ts'
import { builtIn } from '../../../renderer/lessons/built-in.ts'
import type { Lesson } from '../../../renderer/lessons/lesson.ts'
import { parseLesson } from '../../../renderer/lessons/parse.ts'
import { isWebLink } from '../../../renderer/lessons/web-link.ts'
import { CreateRequest } from '../../../shared/model.ts'

const BUILT_IN = await builtIn('en')
const FRONT = '---\ntitle: T\nsummary: S\nminutes: 5\ncontainer: {}\n---\n'
const CHECK = '```check\nstate: paused\n```\n'
const lesson = (text: string): Lesson => {
  const read = parseLesson(text)
  if ('lesson' in read) return read.lesson
  throw new Error(`line ${read.malformed.line}: ${read.malformed.why}`)
}
const malformed = (text: string) => {
  const read = parseLesson(text)
  if ('malformed' in read) return read.malformed
  throw new Error('it was read')
}

describe('a lesson', () => {
  it('is read whole: front, intro, steps with prose, hint, what was seen and check', () => {
    const read = lesson(
      `${FRONT}Intro.\n\n## One\n\nDo *it*.\n\n${CHECK}\n### Hint\n\nSo.\n\n- a\n\n### What you saw\n\nThis.\n\n## Two\n\nRead.\n`,
    )
    expect(read).toMatchObject({ title: 'T', summary: 'S', minutes: 5, intro: 'Intro.' })
    expect(read.steps).toEqual([
      {
        title: 'One',
        prose: 'Do *it*.',
        hint: 'So.\n\n- a',
        seen: 'This.',
        check: { state: 'paused' },
      },
      { title: 'Two', prose: 'Read.', hint: '', seen: '', check: null },
    ])
  })

  it('is the same with the line ends of another system', () => {
    const text = `${FRONT}\n## One\n\n${CHECK}`
    expect(lesson(text.replaceAll('\n', '\r\n'))).toEqual(lesson(text))
  })

  it.each(BUILT_IN)('that comes along is one: $file', ({ text }) => {
    const read = lesson(text)
    expect(read.steps.length).toBeGreaterThanOrEqual(5)
    expect(read.steps.length).toBeLessThanOrEqual(8)
    expect(read.steps.every(({ check }) => check)).toBe(true)
    if (!read.container) throw new Error('it has no container')
    CreateRequest.parse(requestOf(read.container, 'x-1'))
  })

  it('asks for a container of the starter, with a network of its own, whatever its file says', () => {
    const read = lesson(
      `---\ntitle: T\nsummary: S\nminutes: 5\ncontainer:\n  script: |\n    echo a\n    echo b\n  limits: { memory: 32 MiB, pids: 9 }\n---\n## A\n\n${CHECK}`,
    )
    if (!read.container) throw new Error('it has no container')
    expect(requestOf(read.container, 'x')).toEqual({
      namespace: 'default',
      id: 'x',
      source: { kind: 'starter' },
      process: { terminal: true, args: ['sh', '-c', 'echo a\necho b\n'] },
      stdin: 'open',
      network: 'own',
      limits: { memory: 32 * 2 ** 20, pids: 9 },
    })
  })
})

const withCheck = (yaml: string) => `${FRONT}## A\n\n\`\`\`check\n${yaml}\n\`\`\`\n`
const withFront = (yaml: string) => `---\n${yaml}\n---\n## A\n\n${CHECK}`

describe('what is no lesson says why, and on which line', () => {
  it.each<[what: string, text: string, line: number, why: RegExp]>([
    ['nothing', '', 1, /begin with ---/],
    ['no front matter', '# A\n', 1, /begin with ---/],
    ['front matter that does not end', '---\ntitle: T\n', 1, /begin with ---/],
    ['a missing key', withFront('title: T\nminutes: 5'), 2, /summary/],
    [
      'a key that there is not',
      withFront('title: T\nsummary: S\nminutes: 5\nrun: rm'),
      5,
      /run: there is no such key/,
    ],
    ['a wrong value', withFront('title: T\nsummary: S\nminutes: soon'), 4, /minutes/],
    ['no YAML', withFront('title: [T\nsummary: S'), 3, /./],
    ['a key twice', withFront('title: T\ntitle: U\nsummary: S\nminutes: 5'), 3, /unique/],
    ['a tag', withFront('title: !!js/function "x"\nsummary: S\nminutes: 5'), 2, /tag/],
    ['an alias', withFront('title: &a T\nsummary: *a\nminutes: 5'), 2, /alias/],
    ['no step', `${FRONT}Only words.\n`, 7, /no step has a check/],
    ['no check', `${FRONT}## A\n\nWords.\n`, 7, /no step has a check/],
    ['a check before the steps', `${FRONT}${CHECK}`, 7, /belongs to a step/],
    ['two checks', `${FRONT}## A\n\n${CHECK}\n${CHECK}`, 13, /has a check already/],
    [
      'a check in a list',
      `${FRONT}## A\n\n${CHECK}\n- a\n\n  \`\`\`check\n  state: paused\n  \`\`\`\n`,
      15,
      /within a list/,
    ],
    ['an empty check', withCheck(''), 10, /asks for nothing/],
    ['a state that there is not', withCheck('state: sleeping'), 10, /state/],
    [
      'a question without an answer',
      withCheck('state: paused\nquestion: Why?'),
      10,
      /needs answer or fact/,
    ],
    [
      'an answer that is no choice',
      withCheck('question: Why?\nchoices: [a, b]\nanswer: c'),
      10,
      /none of the choices/,
    ],
    ['a fact that there is not', withCheck('question: Why?\nfact: the moon'), 11, /is no fact/],
    ['a size that is none', withCheck('limits:\n  memory: much'), 11, /32 MiB/],
    ['a process that is a path', withCheck('process: ../../sh'), 10, /process/],
    [
      'a script and arguments',
      withFront('title: T\nsummary: S\nminutes: 5\ncontainer: { args: [a], script: b }'),
      5,
      /one of them/,
    ],
    [
      'a volume for its container',
      withFront('title: T\nsummary: S\nminutes: 5\ncontainer:\n  mounts: []'),
      6,
      /no such key/,
    ],
    [
      'a check of a container that it does not name',
      `---\ntitle: T\nsummary: S\nminutes: 5\n---\n## A\n\n${CHECK}`,
      6,
      /names none/,
    ],
    ['a prototype', withCheck('__proto__: { state: paused }'), 10, /no such key|asks for nothing/],
  ])('%s', (_, text, line, why) => {
    const told = malformed(text)
    expect(told.why).toMatch(why)
    expect(told.line).toBe(line)
  })

  it.each<[what: string, text: string, why: RegExp]>([
    ['more than fits', `${FRONT}${'a\n'.repeat(40_000)}`, /more than 65536/],
    ['an endless line', `${FRONT}${'>'.repeat(5000)}`, /more than 2000/],
    ['what nests without end', `${FRONT}${'> '.repeat(900)}a\n`, /nested too deeply/],
    ['lines without end', `${FRONT}${'a\n'.repeat(3000)}`, /more than 1000 lines/],
    [
      'lines that end as on an old Macintosh',
      `${FRONT}${'- a\r'.repeat(3000)}`,
      /more than 1000 lines/,
    ],
    ['items without end', `${FRONT}${'> - > - a\n'.repeat(300)}`, /too many items/],
    ['an item far to the right', `${FRONT}${' '.repeat(60)}- a\n`, /nested too deeply/],
    ['keys that are lists', withFront(`${'? '.repeat(300)}a: b`), /./],
    ['a hundred steps', `${FRONT}${`## A\n\n${CHECK}\n`.repeat(100)}`, /more than 30 steps/],
    ['a heap of aliases', withFront(`a: &a [x]\n${'b: [*a, *a, *a]\n'.repeat(200)}`), /./],
  ])('bounded: %s', (_, text, why) => {
    const begun = performance.now()
    expect(malformed(text).why).toMatch(why)
    expect(performance.now() - begun).toBeLessThan(2000)
  })

  it.each([
    ['brackets', '[](('.repeat(400)],
    ['stars', '*a_ '.repeat(450)],
    ['backticks', '`'.repeat(1900)],
    ['html', '<a '.repeat(600)],
  ])('a text made to be slow is read all the same: %s', (_, line) => {
    const begun = performance.now()
    parseLesson(`${FRONT}## A\n\n${`${line}\n`.repeat(30)}\n\n${CHECK}`)
    // The most that is let through.
    const most = `${line.slice(0, 190)}\n\n`.repeat(15)
    expect(lesson(`${FRONT}## A\n\n${CHECK}\n${most}`).steps).toHaveLength(1)
    expect(performance.now() - begun).toBeLessThan(2000)
  })
})

it('a link leads to the web, or nowhere', () => {
  expect(isWebLink('https://example.org/a')).toBe(true)
  for (const bad of [
    'javascript:alert(1)',
    'file:///etc/passwd',
    '/ws',
    '#a',
    'data:text/html,x',
    '',
  ]) {
    expect(isWebLink(bad), bad).toBe(false)
  }
})
