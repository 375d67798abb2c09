import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'
import { holdProgram } from './hold.ts'

/** What is said of each option: its flag, or its beginning where it has none. */
const OPTION_HELP = [
  'A name to find it again by.',
  'End the container once its image is written;',
  '(--tcp-established)',
  '(--ext-unix-sk)',
  '(--shell-job)',
  '(--file-locks)',
  '(ghost-limit)',
  '(--empty-ns)',
  '(--parent-path)',
  '(--pre-dump)',
  'Take a full copy of a folder',
  '(--image-path)',
  '(--work-path)',
]

test('frozen, left running, rewound in place, and once more beside the first', async ({ app }) => {
  const { page } = app
  await app.startDemoShell()
  await app.type('WORD=before')

  await test.step('the dialog explains every option in a line', async () => {
    await app.action('Checkpoint…').click()
    const dialog = app.dialog('Checkpoint shell-1')
    await dialog.getByRole('button', { name: 'Advanced' }).click()
    for (const help of OPTION_HELP) {
      await expect(dialog.getByText(help)).toBeVisible()
    }
    await app.picture('checkpoint')
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  })

  await app.checkpoint(async (dialog) => {
    await dialog.getByLabel('Name', { exact: true }).fill('calm')
  })
  await app.expectState('shell-1', 'running')
  const moment = page.getByRole('button', { name: /^Checkpoint calm, / })
  await expect(moment).toBeVisible()
  await app.type('WORD=after; echo it is $WORD now')
  await expect(app.screen).toContainText('it is after now')

  await test.step('rewound in place', async () => {
    await app.kill('SIGKILL')
    await app.expectState('shell-1', '137 killed')
    await app.action('Rewind…').click()
    await page.getByRole('menuitem', { name: /^calm / }).click()
    await app.expectState('shell-1', 'running')
    await expect(async () => {
      await app.type('echo back $WORD')
      await expect(app.screen).toContainText('back before', { timeout: 2000 })
    }).toPass()
  })

  await test.step('a second container of the same checkpoint, beside the first', async () => {
    await moment.click()
    await app.picture('moment')
    await page.getByRole('button', { name: /^Restore into/ }).click()
    const dialog = app.dialog('New container')
    await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue('shell-1b')
    await dialog.getByRole('button', { name: 'Create & start' }).click()
    await expect(dialog).toBeHidden()
    await app.expectState('shell-1b', 'running')
    await app.expectState('shell-1', 'running')
    await app.type('echo beside $WORD, lo is $(ifconfig lo | grep -o UP)')
    await expect(app.screen).toContainText('beside before, lo is UP')
    await app.picture('two-of-one')
  })

  await test.step('the first has its own variables still', async () => {
    await app.type('WORD=second')
    await app.tab(/^Console of shell-1,/).click()
    await app.type('echo first $WORD, lo is $(ifconfig lo | grep -o UP)')
    await expect(app.screen).toContainText('first before, lo is UP')
  })
})

test('stopped by its checkpoint, and brought back; what will be lost is said before', async ({
  app,
}) => {
  const { page } = app
  await app.startDemoShell()
  await app.type('N=$((6 * 7))')
  await app.exec('sleep 1000')
  await app.checkpoint(async (dialog) => {
    await expect(dialog.getByRole('note').filter({ hasText: 'exec' })).toContainText('sleep 1000')
    await app.choose(dialog, 'Afterwards', 'Stop it')
    await app.picture('checkpoint-lost-execs')
  })
  await app.expectState('shell-1', 'ended by a checkpoint')
  await app.picture('ended-by-checkpoint')
  await app.action('Rewind…').click()
  await page.getByRole('menuitem', { name: /^moment-1 / }).click()
  await app.expectState('shell-1', 'running')
  await app.tab(/^Console of shell-1,/).click()
  await expect(async () => {
    await app.type('echo again $N')
    await expect(app.screen).toContainText('again 42', { timeout: 2000 })
  }).toPass()
})

test('a checkpoint is renamed, read and deleted', async ({ app }) => {
  const { page } = app
  await app.startDemoShell()
  await app.checkpoint()
  await page.getByRole('button', { name: /^Checkpoint moment-1, / }).click()
  const menu = app.dialog(/moment-1/)
  await expect(menu).toContainText('ran on')
  await menu.getByRole('button', { name: 'View log' }).click()
  await expect(app.dialog('Log').getByRole('region', { name: 'log' })).toContainText(
    'Dumping finished successfully',
  )
  await app.picture('criu-log')
  await page.keyboard.press('Escape')
  await expect(app.dialog('Log')).toBeHidden()
  await page.getByRole('button', { name: /^Checkpoint moment-1, / }).click()
  await menu.getByLabel('Name').fill('renamed')
  await menu.getByLabel('Name').press('Enter')
  const renamed = page.getByRole('button', { name: /^Checkpoint renamed, / })
  await expect(renamed).toBeVisible()
  const named = app.dialog(/renamed/)
  if (!(await named.isVisible())) await renamed.click()
  await named.getByRole('button', { name: 'Delete checkpoint' }).click()
  await page.getByRole('button', { name: 'Delete renamed' }).click()
  await expect(renamed).toBeHidden()
})

test('a checkpoint is cancelled, in its dialog and after that was closed; nothing of it stays', async ({
  app,
}) => {
  const { page } = app
  await app.startDemoShell()
  await app.type('WORD=kept; echo is it $WORD')
  await expect(app.screen).toContainText('is it kept')

  const begin = async () => {
    await app.action('Checkpoint…').click()
    const dialog = app.dialog(/^Checkpoint /)
    const held = holdProgram(['checkpoint', join(app.host.run, 'runc/default')])
    await dialog.getByRole('button', { name: 'Take checkpoint' }).click()
    return { dialog, goOn: await held }
  }
  const expectNothingTaken = async () => {
    await expect(app.inspector.getByText(/^checkpoint: /)).toBeHidden({ timeout: 30_000 })
    await app.expectState('shell-1', 'running')
    expect(readdirSync(join(app.host.state, 'checkpoints'))).toEqual([])
    await expect(page.getByRole('button', { name: /^Checkpoint moment-1, / })).toBeHidden()
    await expect(page.getByRole('alert')).toBeHidden()
    await expect(page.getByRole('status', { name: 'Last command' })).toContainText('cancelled')
  }

  const { dialog, goOn } = await begin()
  await dialog.getByRole('button', { name: 'Cancel', exact: true }).click()
  await expect(dialog.getByRole('button', { name: 'Cancelling…' })).toBeVisible()
  await app.picture('checkpoint-cancelling')
  goOn()
  await expect(dialog.getByRole('button', { name: 'Take checkpoint' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expectNothingTaken()

  const again = await begin()
  await page.keyboard.press('Escape')
  await expect(again.dialog).toBeHidden()
  await app.inspector.getByRole('button', { name: 'Cancel', exact: true }).click()
  await app.picture('checkpoint-cancelling-outside')
  again.goOn()
  await expectNothingTaken()

  await app.type('echo it is $WORD still')
  await expect(app.screen).toContainText('it is kept still')
})

test('what a checkpoint would meet is said before, and the option that it needs is set', async ({
  app,
}) => {
  const { page } = app
  await app.startDemoShell()
  await app.type('mkfifo /tmp/f; (nc -l -p 7000 <> /tmp/f) &')
  await app.type('until netstat -tln | grep :7000; do sleep 1; done')
  await app.type('(nc 127.0.0.1 7000 <> /tmp/f) & until netstat -tn | grep :7000; do sleep 1; done')
  await app.type('echo connec""ted')
  await expect(app.screen).toContainText('connected')
  await app.action('Checkpoint…').click()
  const dialog = app.dialog(/^Checkpoint /)
  const note = dialog.getByRole('note')
  await expect(note).toContainText('of memory to write, about')
  await expect(note).toContainText(
    '2 TCP connections are established · set by itself: Open TCP connections',
  )
  await expect(dialog.getByRole('switch', { name: /^Open TCP/ })).toBeChecked()
  await expect(dialog.getByRole('switch', { name: /^File locks/ })).not.toBeChecked()
  await expectAccessible(page, 'checkpoint-foreseen')
  await app.picture('checkpoint-foreseen')
  await dialog.getByRole('button', { name: 'Take checkpoint' }).click()
  await expect(dialog).toBeHidden({ timeout: 30_000 })
})

test('a clone by one click: a second copy runs with the memory of the first, which runs on', async ({
  app,
}) => {
  await app.startDemoShell()
  await app.type('N=$((6 * 7))')
  await app.action('Clone').click()
  await app.expectState('shell-1b', 'running')
  await app.expectState('shell-1', 'running')
  await expect(app.tab(/^Console of shell-1b,/)).toHaveAttribute('aria-selected', 'true')
  await app.type('echo cloned $N; N=other')
  await expect(app.screen).toContainText('cloned 42')
  await app.picture('cloned')
  await app.tab(/^Console of shell-1,/).click()
  await app.type('echo first $N')
  await expect(app.screen).toContainText('first 42')
})

test('who chooses another container while one is cloned keeps it, and the keyboard', async ({
  app,
}) => {
  await app.startDemoShell()
  await app.create({ name: 'other' })
  await app.expectState('other', 'running')
  await app.row('shell-1').click()
  const held = holdProgram(['checkpoint', join(app.host.run, 'runc/default')])
  await app.action('Clone').click()
  const goOn = await held
  await app.row('other').dblclick()
  goOn()
  await app.expectState('shell-1b', 'running')
  // The journal says it once all of it is done, and the window has been told.
  await app.commandsOf('clone')
  await app.page.keyboard.type('echo to $((40 + 2))\n')
  await expect(app.screen).toContainText('to 42')
  await expect(app.row('other')).toHaveAttribute('aria-selected', 'true')
  await expect(app.tab(/^Console of shell-1b,/)).toBeHidden()
})
