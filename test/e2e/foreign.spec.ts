import { ByHand } from '../support/by-hand.ts'
import { type App, expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

test('a container that somebody made with runc: marked, inspected, worked in; what its owner would notice asks first', async ({
  app,
}) => {
  const hand = new ByHand()
  try {
    app.host.env.RUNCIBLE_FOREIGN_ROOTS = hand.root
    await app.host.stop()
    await app.host.start()
    await app.open()
    await app.readScreensAloud()
    await hand.run('by-hand')
    await app.expectState('by-hand', 'running')
    await expect(app.row('by-hand')).toHaveAccessibleName(
      'by-hand, running, runc by hand, not made by Runcible',
    )
    await touring(app)
    await app.row('by-hand').click()
    await look(app)
    await work(app, hand)
    await test.step('it is gone when it is gone', async () => {
      hand.runc('delete', '--force', 'by-hand')
      await expect(app.row('by-hand')).toBeHidden()
      await expect(app.inspector.getByRole('heading', { name: 'by-hand' })).toBeHidden()
    })
  } finally {
    hand.clear()
  }
})

async function touring(app: App): Promise<void> {
  const { page } = app
  await test.step('the tour lets it be chosen, and comes back to one of Runcible’s', async () => {
    const station = page.locator('[data-tour]')
    await page.getByRole('button', { name: 'Take the tour' }).click()
    await station.getByRole('button', { name: 'Start the demo shell' }).click()
    await station.getByRole('button', { name: 'Next' }).click()
    await app.row('by-hand').click()
    await expect(app.inspector.getByText('not made by Runcible')).toBeVisible()
    await expect(app.row('by-hand')).toHaveAttribute('aria-selected', 'true')
    await station.getByRole('button', { name: 'Next' }).click()
    await expect(app.row('shell-1')).toHaveAttribute('aria-selected', 'true')
    await station.getByRole('button', { name: 'Leave the tour' }).click()
  })
}

async function look(app: App): Promise<void> {
  const { page, inspector } = app
  await test.step('what it is; its graphs; what is not offered, and why', async () => {
    await expect(inspector.getByText('not made by Runcible')).toBeVisible()
    const graphs = await app.unfold('Graphs')
    await expect(graphs.getByRole('slider')).toBeVisible()
    await app.unfold('Details')
    const remove = app.action('Delete')
    await expect(remove).toHaveAttribute('aria-disabled', 'true')
    await expect(remove).toHaveAccessibleDescription(/would lose track of it/)
    await expectAccessible(page, 'foreign')
    await app.pictures('foreign')
  })
  await test.step('from the kernel’s own view', async () => {
    await app.action('Inspect…').click()
    const dialog = app.dialog('Inspect by-hand')
    await expect(dialog.getByRole('region', { name: 'Capabilities' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  })
}

async function work(app: App, hand: ByHand): Promise<void> {
  const { page } = app
  await test.step('paused in a terminal: seen', async () => {
    hand.runc('pause', 'by-hand')
    await expect(app.row('by-hand')).toContainText('paused', { timeout: 1000 })
    hand.runc('resume', 'by-hand')
    await expect(app.row('by-hand')).toContainText('running', { timeout: 1000 })
  })
  await test.step('an exec has a console', async () => {
    await app.exec('sh -i')
    await app.type('echo its $((40+2))')
    await expect(app.screen).toContainText('its 42')
    await app.expectCommand('exec start', hand.root)
  })
  await test.step('a pause asks, with the exact command', async () => {
    await app.action('Pause…').click()
    const question = app.dialog('Pause…')
    await expect(question).toContainText('Somebody made it with runc itself')
    await expect(question).toContainText(`$ runc --root ${hand.root} pause by-hand`)
    await expectAccessible(page, 'foreign-pause')
    await app.pictures('foreign-pause')
    await question.getByRole('button', { name: 'Leave it' }).click()
    expect(hand.state('by-hand').status).toBe('running')
    await app.action('Pause…').click()
    await question.getByRole('button', { name: 'Pause it' }).click()
    await expect(app.row('by-hand')).toContainText('paused')
    expect(hand.state('by-hand').status).toBe('paused')
    await app.expectCommand('pause', `--root ${hand.root}`)
    await app.action('Resume…').click()
    await page.getByRole('button', { name: 'Resume it' }).click()
    await expect(app.row('by-hand')).toContainText('running')
  })
  await test.step('a signal says what comes of it', async () => {
    await app.action('Kill…').click()
    const question = app.dialog('Kill…')
    await expect(question).toContainText('runc will say “stopped” of it')
    await app.pictures('foreign-kill')
    await question.getByRole('combobox', { name: 'Signal' }).fill('SIGKILL')
    await question.getByRole('option', { name: /^SIGKILL / }).click()
    await question.getByRole('button', { name: 'Send SIGKILL' }).click()
    await expect(app.row('by-hand')).toContainText('stopped')
  })
}
