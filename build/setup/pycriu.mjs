import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { updateLists } from './packages.mjs'
import { commandIn, writeWrapper } from './private-program.mjs'
import { run } from './run.mjs'
import { isExecutable, SYSTEM_TOOLS, toolsFolder } from './tools.mjs'
import { debianMirror, unpackPrivately } from './unpack-privately.mjs'

/** A Python that has pycriu, as the engine looks for it; and where a distribution's own package puts pycriu. */
const WRAPPER = 'bin/python-with-pycriu'
const DISTRIBUTIONS = '/usr/lib/python3/dist-packages/pycriu'

/** What of a package's dependencies Python does not need. */
const NOT_NEEDED = ['usr/sbin', 'usr/share', 'etc', 'var']

/** @returns {string | undefined} a Python that has CRIU's own decoder of its images */
export function findPycriu() {
  const ours = [toolsFolder(), SYSTEM_TOOLS].map((tools) => join(tools, WRAPPER)).find(isExecutable)
  if (ours) return ours
  return existsSync(DISTRIBUTIONS) && isExecutable('/usr/bin/python3')
    ? '/usr/bin/python3'
    : undefined
}

/**
 * Unpacks Debian's newest pycriu with a Python of its own, so that none of the machine's is asked what it has. Ten seconds,
 * 60 MB. Needs root. The wrapper comes last, and only once it has been tried.
 * @throws {Error} where apt knows no Debian mirror, or what was unpacked does not run
 */
export async function unpackPycriu() {
  const mirror = (await debianMirror()) ?? (await updateLists([]).then(debianMirror))
  if (!mirror) throw new Error('this machine’s apt knows no Debian mirror')
  const tools = toolsFolder()
  mkdirSync(join(tools, 'bin'), { recursive: true, mode: 0o755 })
  const work = mkdtempSync(join(tools, '.pycriu-'))
  // apt's own user walks in.
  chmodSync(work, 0o755)
  try {
    const root = await unpackPrivately(work, mirror, ['python3-pycriu'])
    for (const path of NOT_NEEDED) rmSync(join(root, path), { recursive: true, force: true })
    const place = join(tools, 'pycriu')
    rmSync(place, { recursive: true, force: true })
    renameSync(root, place)
    const command = commandIn(place, 'usr/bin/python3')
    // Compiled once: whoever looks inside a moment need not wait for it.
    await run([...command, '-I', '-m', 'compileall', '-q', join(place, 'usr/lib/python3')])
    await run([...command, '-I', '-c', 'import pycriu'])
    writeWrapper(join(tools, WRAPPER), work, {
      comment: 'Python with pycriu, the loader and the libraries it was built for.',
      command,
    })
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
