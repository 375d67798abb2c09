import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { _electron } from 'playwright'
import {
  compressedDebForTests,
  electronVersion,
  INSPECTABLE_DIR,
  packForTests,
  RELEASE_DIR,
} from '../../../build/packages/for-tests.mjs'
import { testElectronProblem } from '../../../build/setup/test-electron.mjs'
import { Display } from '../../desktop/support/display.ts'
import { type Findings, type Name, result } from '../figures.ts'
import { Ours, type Wish } from '../peers/ours.ts'
import { median, timed } from '../statistics.ts'
import type { Workplace } from '../workplace.ts'
import type { Part } from './part.ts'

const FOLDER = 'desktop'
/** As many as `boot` has on the screen. */
const CREW = 50
const MB = 1e6

/** The packaged program: from the start of its process to the list on the screen, and what it weighs. */
export const desktop: Part = {
  names: ['boot_desktop', 'size_installed', 'size_deb'],
  async measure(place, rounds, wanted) {
    const problem = testElectronProblem()
    if (problem) throw new Error(`the Electron of the tests is not here: ${problem}`)
    await packForTests()
    const findings: Findings = {
      results: [],
      notes: [`in Electron ${electronVersion()}; as root, without Chromium's sandbox`],
    }
    const add = async (name: Name, measured: () => Promise<number> | number) => {
      if (wanted.has(name)) findings.results.push(result(name, await measured()))
    }
    await add('boot_desktop', () => boot(place, rounds))
    await add('size_installed', installedMb)
    await add('size_deb', async () => statSync(await compressedDebForTests()).size / MB)
    return findings
  },
}

/**
 * With 50 running containers, as `boot` has them. What the disk had read before is in memory; the first start, which makes
 * Chromium's profile, does not count. Playwright's own hello to the two debuggers is in it.
 */
async function boot(place: Workplace, rounds: number): Promise<number> {
  const ours = await Ours.start(place, FOLDER)
  const shell: Wish = { process: { args: ['/bin/sh'], terminal: true }, stdin: 'open' }
  for (let i = 1; i <= CREW; i++) await ours.run(`crew-${i}`, shell)
  await ours.host.stop()
  const display = await Display.open()
  const close = place.atEnd(() => display.close())
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    let end = async () => {}
    const ms = await timed(async () => {
      const electron = await _electron.launch({
        executablePath: join(INSPECTABLE_DIR, 'runcible'),
        args: ['--state', place.folder(FOLDER, 'state'), '--run', place.folder(FOLDER, 'run')],
        env: { ...(process.env as Record<string, string>), DISPLAY: display.name },
      })
      end = () => electron.close()
      const page = await electron.firstWindow()
      const list = page.getByRole('listbox', { name: 'Containers' })
      await list.getByRole('option', { name: /crew-/ }).first().waitFor()
    })
    if (round > 0) times.push(ms)
    await end()
  }
  await close()
  return median(times)
}

/** What the folder takes on a disk. */
function installedMb(): number {
  const said = execFileSync('du', ['--summarize', '--block-size=1', RELEASE_DIR], {
    encoding: 'utf8',
  })
  return Number(said.split('\t')[0]) / MB
}
