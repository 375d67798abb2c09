import { readFileSync, writeFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

/**
 * What one part of the tests says at its end; the reporters of vitest and Playwright both write this.
 * @typedef {object} Report
 * @property {number} passed
 * @property {string[]} failed names of tests, and of files and hooks that broke; the lines after a name are what its error says
 * @property {{ name: string, reason?: string | undefined }[]} skipped `judge` lets none through without a reason
 */

/** The variable that tells a reporter where to write. */
export const REPORT_VARIABLE = 'RUNCIBLE_TEST_REPORT'

/** @param {Report} report */
export function writeReport(report) {
  const file = process.env[REPORT_VARIABLE]
  if (file) writeFileSync(file, JSON.stringify(report))
}

/** @param {string} file @returns {Report | undefined} undefined when the runner died before it could write */
export function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** How many lines of an error are said with the name; the rest is in what the runner printed. */
const LINES_OF_ERROR = 12

/**
 * A failure as it stands in a report: the name, and under it the beginning of what its errors say.
 * @param {string} name @param {readonly unknown[]} errors
 */
export function failure(name, errors) {
  const lines = errors.flatMap((error) => stripVTControlCharacters(messageOf(error)).split('\n'))
  const said = lines.filter((line) => line.trim()).slice(0, LINES_OF_ERROR)
  return [name, ...said].join('\n')
}

/** @param {any} error with a `diff` where vitest compared @returns {string} */
const messageOf = (error) => [error?.message ?? String(error), error?.diff ?? ''].join('\n')
