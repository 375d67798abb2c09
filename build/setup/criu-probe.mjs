import { spawn } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { release, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { run } from './run.mjs'
import { isRoot, SYSTEM_TOOLS, toolsFolder } from './tools.mjs'

/** A dump of one sleeping process takes 50 ms; what needs longer hangs. */
const PROBE_TIMEOUT_MS = 20_000

/** The probe's process ends by itself, restored or not, so that none is left to anybody. */
const SLEEP_S = 2

/**
 * Asks a criu to dump and restore a process of our own: `criu check` says yes on kernels where only the dump fails
 * (3.17.1 on 6.x: "Unexpected rt vDSO area bounds"). Needs root.
 * @param {string} criu the program's path
 * @returns {Promise<{ works: boolean, said: string }>} said: the line of CRIU's log that matters when it does not work
 */
async function probeCriu(criu) {
  const folder = mkdtempSync(join(tmpdir(), 'runcible-criu-'))
  const sleeper = spawn('sleep', [String(SLEEP_S)], { detached: true, stdio: 'ignore', cwd: '/' })
  const pid = await new Promise((resolve, reject) => {
    sleeper.once('spawn', () => resolve(sleeper.pid))
    sleeper.once('error', reject)
  })
  const step = async (/** @type {string[]} */ ...args) => {
    await run([criu, ...args, '-D', folder, '-v2', '-o', `${args[0]}.log`], {
      timeout: PROBE_TIMEOUT_MS,
    })
  }
  let action = 'dump'
  try {
    const gone = new Promise((resolve) => sleeper.once('exit', resolve))
    await step('dump', '-t', String(pid))
    await gone
    action = 'restore'
    await step('restore')
    return { works: true, said: '' }
  } catch (error) {
    return { works: false, said: lastError(join(folder, `${action}.log`)) ?? String(error) }
  } finally {
    sleeper.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {string} log */
function lastError(log) {
  try {
    // The first error is the cause; those after it are CRIU's way out.
    return readFileSync(log, 'utf8')
      .split('\n')
      .find((line) => line.includes('Error') && !line.includes('RLIMIT_NOFILE'))
  } catch {
    return undefined
  }
}

/** @typedef {{ kernel: string, changed: number, works: boolean, said: string }} Verdict */

const verdictsIn = (/** @type {string} */ tools) => join(tools, 'criu-verdicts.json')

/** @param {string} tools @returns {Record<string, Verdict>} */
function readVerdicts(tools) {
  try {
    return JSON.parse(readFileSync(verdictsIn(tools), 'utf8'))
  } catch {
    return {}
  }
}

/**
 * Whether the criu at this path works on the running kernel. The answer is remembered until kernel or file change;
 * an ordinary user, who cannot probe, is given what root found out.
 * @param {string} path
 * @returns {Promise<Verdict | undefined>} undefined: nobody has been able to tell yet
 */
export async function criuVerdict(path) {
  const kernel = release()
  const changed = statSync(path).mtimeMs
  for (const tools of new Set([toolsFolder(), SYSTEM_TOOLS])) {
    const known = readVerdicts(tools)[path]
    if (known?.kernel === kernel && known.changed === changed) return known
  }
  if (!isRoot()) return undefined
  const verdict = { kernel, changed, ...(await probeCriu(path)) }
  remember(path, verdict)
  return verdict
}

/** @param {string} path @param {Verdict} verdict */
function remember(path, verdict) {
  const file = verdictsIn(toolsFolder())
  mkdirSync(dirname(file), { recursive: true, mode: 0o755 })
  const next = `${file}.${process.pid}`
  writeFileSync(
    next,
    `${JSON.stringify({ ...readVerdicts(toolsFolder()), [path]: verdict }, null, 2)}\n`,
  )
  renameSync(next, file)
}
