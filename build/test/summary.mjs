/** @typedef {import('./report.mjs').Report} Report */

/**
 * What the whole run says at its end: a line for each part, the reasons of the skips, the failures, the closing line.
 * @param {Map<string, Report>} reports by part
 * @returns {string[]}
 */
export function summary(reports) {
  const all = [...reports.values()]
  const skips = [...reports].flatMap(([part, report]) => groupSkips(part, report))
  const failures = all.flatMap((report) => report.failed)
  return [
    '',
    ...[...reports].map(([part, report]) => `${part.padEnd(15)} ${counts([report])}`),
    ...(skips.length ? ['', 'Skipped:', ...skips] : []),
    ...(failures.length ? ['', 'Failed:', ...failures.map(indented)] : []),
    '',
    counts(all),
  ]
}

/** @param {string} failure a name, and lines of its error */
const indented = (failure) => `  ${failure.replaceAll('\n', '\n      ')}`

/** @param {Report[]} reports @returns {string} `N passed, N failed, N skipped` */
function counts(reports) {
  const sum = (/** @type {(report: Report) => number} */ of) =>
    reports.reduce((total, report) => total + of(report), 0)
  const passed = sum((report) => report.passed)
  const failed = sum((report) => report.failed.length)
  const skipped = sum((report) => report.skipped.length)
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/** How many names a reason is followed by; the rest is a number. */
const NAMES_SHOWN = 5

/** @param {string} part @param {Report} report @returns {string[]} each reason once, with the names under it */
function groupSkips(part, report) {
  /** @type {Map<string, string[]>} */
  const byReason = new Map()
  for (const { name, reason = '' } of report.skipped) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), name])
  }
  return [...byReason].flatMap(([reason, names]) => {
    const more = names.length - NAMES_SHOWN
    return [
      `  ${part}: ${names.length} × ${reason}`,
      ...names.slice(0, NAMES_SHOWN).map((name) => `      ${name}`),
      ...(more > 0 ? [`      and ${more} more`] : []),
    ]
  })
}
