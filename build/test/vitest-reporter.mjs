import { failure, writeReport } from './report.mjs'

/** Counts what vitest ran, with the reasons of what it skipped, which its own JSON leaves out. */
export default class VitestReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandled errors outside of any test
   */
  onTestRunEnd(modules, unhandled) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const suites = modules.flatMap((module) => [...module.children.allSuites()])
    const byState = (/** @type {string} */ state) =>
      tests.filter((test) => test.result().state === state)
    writeReport({
      passed: byState('passed').length,
      failed: [
        ...byState('failed').map((test) => failure(nameOf(test), test.result().errors ?? [])),
        // A file that does not load and a hook that throws fail no test of their own.
        ...broken(modules, (module) => module.moduleId),
        ...broken(suites, (suite) => suite.fullName),
        ...byState('pending').map((test) => `${nameOf(test)} (never finished)`),
        ...unhandled.map((error) => failure('unhandled', [error])),
      ],
      skipped: byState('skipped').map((test) => ({ name: nameOf(test), reason: reasonOf(test) })),
    })
  }
}

/** @param {import('vitest/node').TestCase} test */
const nameOf = (test) => `${test.module.relativeModuleId}: ${test.fullName}`

/** @param {import('vitest/node').TestCase} test */
function reasonOf(test) {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  return note ?? test.meta().skipReason
}

/**
 * @template {{ errors(): readonly unknown[] }} T
 * @param {readonly T[]} all @param {(one: T) => string} named
 */
const broken = (all, named) =>
  all.filter((one) => one.errors().length).map((one) => failure(named(one), one.errors()))
