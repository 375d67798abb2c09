import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { setUp } from '../../../build/setup/install.mjs'

const agreed = { possible: true, given: async () => true }
const declined = { possible: true, given: async () => false }
const nobody = { possible: false, given: async () => false }

/** What a need looks like; the machine's real ones are tried on a fresh machine, not on this one. */
function need(name: string, problem: () => string | undefined, install = async () => {}) {
  const commands = [['mend', name, 'it now']]
  return { name, why: 'a test', essential: false, asRoot: false, commands, problem, install }
}

let said = ''
beforeEach(() => {
  said = ''
  const hear = (...words: unknown[]) => {
    said += `${words.join(' ')}\n`
  }
  vi.spyOn(console, 'log').mockImplementation(hear)
  vi.spyOn(console, 'error').mockImplementation(hear)
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += text
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
})

it('says nothing where nothing is missing', async () => {
  expect(await setUp([need('a', () => undefined)], nobody)).toEqual([])
  expect(said).toBe('')
})

it('installs in turn what is missing, a line each', async () => {
  const present = new Set<string>()
  const needs = ['a', 'b'].map((name) =>
    need(
      name,
      () => (present.has(name) ? undefined : 'missing'),
      async () => {
        present.add(name)
      },
    ),
  )
  expect(await setUp(needs, agreed)).toEqual([])
  expect([...present]).toEqual(['a', 'b'])
  expect(said).toMatch(/a … done, \d+\.\d s\n {2}b … done/)
})

it.each([
  ['nobody can be asked', nobody],
  ['the answer is no', declined],
])('touches nothing and prints the commands when %s', async (_when, consent) => {
  const install = vi.fn()
  const [left] = await setUp([need('a', () => 'missing', install)], consent)
  expect(left).toMatchObject({ name: 'a', wrong: 'missing' })
  expect(install).not.toHaveBeenCalled()
  expect(said).toContain("mend a 'it now'")
})

it('goes on after a failure, says what the program said, and keeps it as missing', async () => {
  const fails = need(
    'a',
    () => 'missing',
    async () => {
      throw new Error('no space left')
    },
  )
  let there = false
  const works = need(
    'b',
    () => (there ? undefined : 'missing'),
    async () => {
      there = true
    },
  )
  expect((await setUp([fails, works], agreed)).map(({ name }) => name)).toEqual(['a'])
  expect(said).toContain('no space left')
  expect(there).toBe(true)
})

it('does not believe an installation that changed nothing', async () => {
  expect(await setUp([need('a', () => 'too old')], agreed)).toHaveLength(1)
  expect(said).toContain('still wrong: too old')
})

it('takes a check that breaks for a finding', async () => {
  const broken = need('a', () => {
    throw new Error('cannot look')
  })
  expect(await setUp([broken], nobody)).toMatchObject([{ wrong: 'cannot look' }])
})
