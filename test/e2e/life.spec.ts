import { INIT_ACTIONS, INIT_TABLE, type InitState } from '../../shared/lifecycle.ts'
import { type App, expect, test } from './app.ts'

/** The actions that have a button of their own, with what is on it. */
const BUTTONS = {
  start: 'Start',
  pause: 'Pause',
  resume: 'Resume',
  checkpoint: 'Checkpoint…',
  exec: 'Exec…',
  debug: 'Debug shell',
  delete: 'Delete',
  rerun: 'Run again',
} as const

/** Every button is as the state table has it; what it forbids says why, in the table's words. */
async function expectButtons(app: App, state: InitState): Promise<void> {
  for (const action of INIT_ACTIONS) {
    if (!(action in BUTTONS)) continue
    const button = app.action(BUTTONS[action as keyof typeof BUTTONS])
    const cell = INIT_TABLE[action][state]
    await expect(button).toHaveAttribute('aria-disabled', String(!cell.allowed))
    if (!cell.allowed) await expect(button).toHaveAccessibleDescription(cell.reason)
  }
}

test('created, running, paused, running, stopped, deleted: each by a click, each refusal in words', async ({
  app,
}) => {
  const { page } = app
  await app.readScreensAloud()
  await app.watchStates()
  await app.create(
    { name: 'life', command: `sh -c 'trap "echo got it" USR1; while :; do sleep 0.1; done'` },
    'Create',
  )
  await app.expectState('life', 'created')
  await expectButtons(app, 'created')
  await app.picture('life-created')

  await app.action('Start').click()
  await app.expectState('life', 'running')
  await expectButtons(app, 'running')

  await test.step('a forbidden button says why under the pointer and with the keyboard', async () => {
    const tooltip = page.getByRole('tooltip', { name: 'cannot delete a running process' })
    await app.action('Delete').hover()
    await expect(tooltip).toBeVisible()
    await page.mouse.move(0, 0)
    await expect(tooltip).toBeHidden()
    await app.action('Delete').focus()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Tab')
    await expect(tooltip).toBeVisible()
    // Playwright would wait for it to be enabled; a person just clicks.
    await app.action('Delete').click({ force: true })
    await app.expectState('life', 'running')
    await expect(app.dialog(/Delete/)).toBeHidden()
  })

  await app.action('Pause').click()
  await app.expectState('life', 'paused')
  await expectButtons(app, 'paused')
  await app.picture('life-paused')
  expect(await app.statesSeen()).toContain('life, pausing')

  await app.action('Resume').click()
  await app.expectState('life', 'running')

  await app.kill('SIGUSR1')
  await expect(app.screen).toContainText('got it')
  await app.kill('SIGKILL')
  await app.expectState('life', '137 killed')
  await expect(app.inspector).toContainText(/ended: 137, killed by SIGKILL, \d\d:\d\d:\d\d/)
  await expectButtons(app, 'stopped')
  await expect(app.action('Kill…')).toHaveAccessibleDescription(
    'process already finished: not found',
  )
  await app.picture('life-stopped')

  await app.action('Delete').click()
  const question = app.dialog(/Delete/)
  await expect(question).toContainText('gone for good')
  await question.getByRole('button', { name: 'Delete life' }).click()
  await expect(app.row('life')).toBeHidden()
  await expect(page.getByText('No containers yet.')).toBeVisible()
  expect(await app.statesSeen()).toEqual(
    expect.arrayContaining(['life, created', 'life, running', 'life, pausing', 'life, paused']),
  )
})

test('a signal goes to the init alone, or to all processes', async ({ app }) => {
  await app.readScreensAloud()
  const child = 'sh -c "trap \\"echo child has it\\" USR2; while :; do sleep 0.1; done" &'
  await app.create({
    name: 'family',
    command: `sh -c 'trap "echo init has it" USR2; ${child} while :; do sleep 0.1; done'`,
    terminal: false,
  })
  await app.expectState('family', 'running')
  await app.kill('SIGUSR2')
  await expect(app.screen).toContainText('init has it')
  await expect(app.screen).not.toContainText('child has it')
  await app.kill('SIGUSR2', { all: true })
  await expect(app.screen).toContainText('child has it')
})

test('limits change while it runs', async ({ app }) => {
  await app.startDemoShell()
  const limits = await app.unfold('Limits')
  await limits.getByLabel('Memory (MiB)').fill('48')
  await limits.getByLabel('CPUs').fill('0.5')
  await limits.getByLabel('Processes').fill('30')
  await limits.getByRole('button', { name: 'Update limits' }).click()
  await expect(app.inspector).toContainText('of 48 MiB')
  await expect(app.inspector).toContainText('of 30')
  await app.expectCommand('update', 'runc')
  await app.picture('life-limits')
  // Less than nothing is refused at its field; what holds stays.
  await limits.getByLabel('Processes').fill('0')
  await limits.getByRole('button', { name: 'Update limits' }).click()
  await expect(limits.getByLabel('Processes')).toHaveAccessibleDescription(/at least 1/)
  await expect(app.inspector).toContainText('of 30')
})

test('the exit code, and that memory ran out, are told with their time', async ({ app }) => {
  await app.create({ name: 'seven', command: `sh -c 'exit 7'` })
  await app.expectState('seven', 'exited 7')
  await expect(app.inspector).toContainText(/ended: 7, \d\d:\d\d:\d\d/)

  const dialog = await app.fillCreate({ name: 'hungry', command: 'tail /dev/zero' })
  await dialog.getByLabel('Memory (MiB)').fill('16')
  await dialog.getByRole('button', { name: 'Create & start' }).click()
  await app.expectState('hungry', '137 out of memory')
  await expect(app.inspector).toContainText(/ended: 137, killed for want of memory, \d\d:\d\d:\d\d/)
  await app.picture('life-oom')
})
