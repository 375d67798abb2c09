import { readFileSync } from 'node:fs'
import { failure, writeReport } from './report.mjs'

/** How many lines of what the page showed, and of what else was noted, are said with a failure. */
const LINES_OF_PAGE = 60

/** Counts what Playwright ran, in the same words as the vitest reporter. */
export default class PlaywrightReporter {
  /** @type {import('@playwright/test/reporter').Suite | undefined} */
  #suite
  /** @type {string[]} */
  #errors = []

  /** @param {unknown} _config @param {import('@playwright/test/reporter').Suite} suite */
  onBegin(_config, suite) {
    this.#suite = suite
  }

  /** @param {import('@playwright/test/reporter').TestError} error outside of any test */
  onError(error) {
    this.#errors.push(error.message ?? String(error.value))
  }

  onEnd() {
    const tests = this.#suite?.allTests() ?? []
    const skipped = tests.filter((test) => test.outcome() === 'skipped')
    const passed = tests.filter((test) => test.outcome() === 'expected')
    const failed = tests.filter((test) => !skipped.includes(test) && !passed.includes(test))
    writeReport({
      passed: passed.length,
      failed: [
        ...failed.map((test) =>
          [failure(nameOf(test), errorsOf(test)), ...notesOf(test)].join('\n'),
        ),
        ...this.#errors,
      ],
      skipped: skipped.map((test) => ({ name: nameOf(test), reason: reasonOf(test) })),
    })
  }

  printsToStdio() {
    return false
  }
}

/** @param {import('@playwright/test/reporter').TestCase} test */
const nameOf = (test) => test.titlePath().filter(Boolean).join(' › ')

/** @param {import('@playwright/test/reporter').TestCase} test */
const errorsOf = (test) => test.results.flatMap(({ errors }) => errors)

/** @param {import('@playwright/test/reporter').TestCase} test */
function reasonOf(test) {
  const said = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme')
  if (said) return said.description
  return 'not run, after a failure before it'
}

/**
 * What was attached to a failed test in words: the page's tree, and what the page and its host said.
 * @param {import('@playwright/test/reporter').TestCase} test
 */
const notesOf = (test) =>
  test.results.flatMap(({ attachments }) =>
    attachments
      .filter(({ name }) => name === 'error-context' || name === 'said')
      .flatMap((one) => [`${one.name}:`, ...linesOf(one)]),
  )

/** @param {{ name: string, path?: string, body?: Buffer }} attachment */
function linesOf({ name, path, body }) {
  const text = body?.toString() ?? (path ? readFileSync(path, 'utf8') : '')
  // Playwright's file holds the page's tree as its only block of YAML.
  const told = name === 'error-context' ? (/```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '') : text
  return told
    .split('\n')
    .map((line) => line.replaceAll(/ \[(ref=\w+|cursor=\w+)\]/g, ''))
    .filter((line) => line.trim() && !/^ *- (generic|listitem):?$/.test(line))
    .slice(0, LINES_OF_PAGE)
}
