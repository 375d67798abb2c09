import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../compile.mjs'
import { run } from '../setup/run.mjs'
import { REPORT_VARIABLE, readReport } from './report.mjs'

/** @typedef {import('./report.mjs').Report} Report */
/** @typedef {(text: string) => void} Say */

/**
 * Runs one part; `say` hears what it prints, which otherwise goes to our own output. A part that crashed, or ran nothing,
 * counts as one failure of its name.
 * @param {string} name @param {import('./parts.mjs').Part} part @param {Say} [say]
 * @returns {Promise<Report>}
 */
export async function runPart(name, part, say) {
  const folder = mkdtempSync(join(tmpdir(), 'runcible-test-'))
  const file = join(folder, 'report.json')
  try {
    await prepare(part)
    const end = await show(part.command, { ...part.env, [REPORT_VARIABLE]: file }, say)
    return judge(name, end, readReport(file))
  } catch (error) {
    return broken(`${name}: ${error instanceof Error ? error.message : error}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * What a runner's exit and its report say together.
 * @param {string} name @param {number | string} end exit code or signal @param {Report | undefined} report
 * @returns {Report}
 */
export function judge(name, end, report) {
  if (!report) return broken(`${name}: ended with ${end} before it could report`)
  const count = report.passed + report.failed.length + report.skipped.length
  if (count === 0) return broken(`${name}: ran no test`)
  return blameEnd(name, end, blameSilentSkips(report))
}

/** A skip must say why. @param {Report} report @returns {Report} */
function blameSilentSkips({ passed, failed, skipped }) {
  const silent = skipped.filter(({ reason }) => !reason)
  return {
    passed,
    failed: [...failed, ...silent.map((test) => `${test.name} (skipped without a reason)`)],
    skipped: skipped.filter(({ reason }) => reason),
  }
}

/** @param {string} name @param {number | string} end @param {Report} report @returns {Report} */
function blameEnd(name, end, report) {
  if (end !== 0 && report.failed.length === 0) {
    return { ...report, failed: [`${name}: ended with ${end} though no test failed`] }
  }
  return report
}

/**
 * The tests of a part that cannot run here, each with the reason.
 * @param {string} name @param {import('./parts.mjs').Part} part @param {string} reason
 * @returns {Promise<Report>}
 */
export async function skipPart(name, part, reason) {
  try {
    const { stdout } = await run(part.list ?? [], { cwd: ROOT })
    /** @type {{ name: string }[]} */
    const tests = JSON.parse(stdout.slice(stdout.indexOf('[')))
    return { passed: 0, failed: [], skipped: tests.map((test) => ({ name: test.name, reason })) }
  } catch (error) {
    return broken(`${name}: its tests could not be listed: ${error}`)
  }
}

/** @param {string} what @returns {Report} */
export const broken = (what) => ({ passed: 0, failed: [what], skipped: [] })

/** Two parts are prepared one after the other: they build into the same folder. */
let prepared = Promise.resolve()

/** @param {import('./parts.mjs').Part} part */
function prepare(part) {
  const mine = prepared.then(() => part.prepare?.())
  prepared = mine.catch(() => {})
  return mine
}

/**
 * @param {string[]} command @param {Record<string, string>} env @param {Say} [say]
 * @returns {Promise<number | string>}
 */
function show([file = '', ...args], env, say) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: ROOT,
      stdio: say ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env: { ...process.env, ...(say && colour()), ...env },
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => say?.(text))
    }
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(code ?? signal ?? 1))
  })
}

/** Behind a pipe the runners would think that nobody sees colours. @returns {Record<string, string>} */
const colour = () => (process.stdout.isTTY ? { FORCE_COLOR: '1' } : {})
