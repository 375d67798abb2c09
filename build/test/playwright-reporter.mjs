import { failure, writeReport } from './report.mjs'

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
      failed: [...failed.map((test) => failure(nameOf(test), errorsOf(test))), ...this.#errors],
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
