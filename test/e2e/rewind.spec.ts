import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Locator } from '@playwright/test'
import { memoryBundle, SAME } from '../support/memory-program.ts'
import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

test('a rewind runs at once; a bar shows its memory coming, and what waits for that says so', async ({
  app,
}) => {
  const { page } = app
  const bundle = mkdtempSync(join(tmpdir(), 'runcible-memory-'))
  try {
    memoryBundle(bundle, 192)
    await app.readScreensAloud()
    await app.create({ name: 'memory', from: 'Bundle', folder: bundle })
    await expect(app.screen).toContainText('ready')
    await app.checkpoint(async (dialog) => {
      await dialog.getByLabel('Name', { exact: true }).fill('full')
      await whatIsLeftBehind(dialog)
      await app.choose(dialog, 'Afterwards', 'Stop it')
    })
    await app.expectState('memory', 'ended by a checkpoint')

    await app.action('Rewind…').click()
    const choice = page.getByRole('menuitemcheckbox', { name: /^Run at once, memory follows/ })
    await expect(choice).toBeChecked()
    await choice.click()
    await expect(choice).not.toBeChecked()
    await choice.click()
    await expectAccessible(page, 'restore-menu')
    await app.pictures('restore-menu')
    const held = holdFilling(app.host.state)
    await page.getByRole('menuitem', { name: /^full / }).click()
    const goOn = await held

    await app.expectState('memory', /running · memory \d+ %/)
    const bar = app.inspector.getByRole('progressbar', { name: 'Memory of memory that is back' })
    await expect(bar).toBeVisible()
    await expect(app.inspector).toContainText(/memory is coming: \d+ of 19\d MiB/)
    await expect(app.action('Checkpoint…')).toHaveAccessibleDescription(
      'its memory is still being brought back, and would not be whole',
    )
    await app.pictures('memory-coming')
    await expectAccessible(page, 'memory-coming')
    goOn()
    await expect(bar).toBeHidden()
    await app.expectState('memory', /running · \d+ s/)
    await expect(app.action('Checkpoint…')).toHaveAttribute('aria-disabled', 'false')
    await app.kill('SIGUSR1')
    await expect(app.screen).toContainText(`memory is ${SAME}`)
  } finally {
    rmSync(bundle, { recursive: true, force: true })
  }
})

/** Stops the CRIU that brings memory, once the restore no longer needs it; gives what lets it go on. */
async function holdFilling(state: string): Promise<() => void> {
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(1)) {
    const found = criuAtWork(state)
    if (!found?.restored) continue
    process.kill(found.pid, 'SIGSTOP')
    return () => process.kill(found.pid, 'SIGCONT')
  }
  throw new Error('no memory was brought back')
}

let known: { pid: number; work: string } | null = null

function criuAtWork(state: string) {
  known ??= findCriu(state)
  if (!known) return null
  const log = text(join(known.work, 'restore.log'))
  return { pid: known.pid, restored: log.includes('pre-resume scripts') }
}

function findCriu(state: string) {
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const argv = text(`/proc/${name}/cmdline`).split('\0')
    const work = argv[argv.indexOf('--work-dir') + 1] ?? ''
    const isCriu = argv.includes('lazy-pages') && argv[0] !== '/bin/sh'
    if (isCriu && work.startsWith(state)) return { pid: Number(name), work }
  }
  return null
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Of its folder it says so, and what would take that along; no more of it once that is chosen. */
async function whatIsLeftBehind(dialog: Locator): Promise<void> {
  const note = dialog.getByRole('note')
  const copy = dialog.getByRole('switch', { name: /^A full copy of its folder/ })
  await expect(note).toContainText(
    'its root filesystem · taken along by: A full copy of its folder',
  )
  await copy.check()
  await expect(note).not.toContainText('its root filesystem')
  await expect(note).toContainText('left behind: /usr')
  await copy.uncheck()
}
