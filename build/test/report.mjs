import { readFileSync, writeFileSync } from 'node:fs'

/**
 * What one part of the tests says at its end; the reporters of vitest and Playwright both write this.
 * @typedef {object} Report
 * @property {number} passed
 * @property {string[]} failed names of tests, and of files and hooks that broke
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
