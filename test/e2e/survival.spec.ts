import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type App, expect, test } from './app.ts'

/** One of each: a shell with text on its screen, a paused one, one that ended with 3, an exec that runs and one that ended. */
async function populate(app: App): Promise<void> {
  await app.startDemoShell()
  await app.type('KEPT=yes; echo written $((1000 + 1))')
  await expect(app.screen).toContainText('written 1001')
  await app.exec('sh -c "exit 4"')
  await expect(app.tab(/exited 4$/)).toBeVisible()
  await app.exec('top')
  await expect(app.screen).toContainText('Mem:')
  await app.create({ name: 'asleep', command: 'sleep 1000' })
  await app.expectState('asleep', 'running')
  await app.action('Pause').click()
  await app.expectState('asleep', 'paused')
  await app.create({ name: 'done', command: `sh -c 'echo last words; exit 3'` })
  await app.expectState('done', 'exited 3')
  await expect(app.screen).toContainText('last words')
}

async function expectSame(app: App): Promise<void> {
  await app.expectState('shell-1', 'running')
  await app.expectState('asleep', 'paused')
  await app.expectState('done', 'exited 3')
  await app.row('done').click()
  await expect(app.screen).toContainText('last words')
  await app.row('shell-1').click()
  await expect(app.screen).toContainText('written 1001')
  const processes = await app.unfold('Processes')
  await expect(processes.getByRole('listitem').filter({ hasText: 'exit 4' })).toContainText(
    'exited 4',
  )
  await expect(processes.getByRole('listitem').filter({ hasText: 'top' })).toContainText('running')
}

test('the engine is killed: the page says so, comes back by itself, and all is as it was', async ({
  app,
}) => {
  const { page, host } = app
  await populate(app)
  await host.stop('SIGKILL')
  await expect(page.getByRole('alert')).toContainText('Connection lost')
  await expect(app.action('Kill…')).toHaveAccessibleDescription(/connection|finished/)
  await app.picture('connection-lost')
  await host.start()
  await expect(page.getByRole('alert')).toBeHidden()
  await expectSame(app)
  await app.type('echo still $KEPT')
  await expect(app.screen).toContainText('still yes')
  await app.picture('connection-back')
})

test('quit and started anew: a new window shows the same', async ({ app, browser }) => {
  await populate(app)
  await app.page.close()
  await app.host.stop('SIGTERM')
  await app.host.start()
  const again = new (app.constructor as typeof App)(await browser.newPage(), app.host)
  await again.open()
  await again.readScreensAloud()
  await expectSame(again)
  await again.type('echo still $KEPT')
  await expect(again.screen).toContainText('still yes')
  await again.page.close()
})

/** A test cannot restart the machine. What a restart leaves: no process, an empty run folder, another boot id. */
test('the machine was restarted (simulated): what there was, and that it ended with it', async ({
  app,
}) => {
  const { host } = app
  await populate(app)
  await host.stop('SIGKILL')
  host.endContainers()
  const containers = join(host.state, 'containers')
  const files = readdirSync(containers, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter((name) => /(container|exec)\.jsonl$/.test(name))) {
    const path = join(containers, file)
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replace(/"bootId":"[^"]*"/g, '"bootId":"the-boot-before"'))
  }
  await host.start()
  await expect(app.page.getByRole('alert')).toBeHidden()
  await app.expectState('shell-1', 'ended with the machine')
  await app.expectState('asleep', 'ended with the machine')
  await app.expectState('done', 'exited 3')
  await app.row('shell-1').click()
  await expect(app.inspector).toContainText('ended: the machine was restarted')
  await expect(app.screen).toContainText('written 1001')
  const processes = await app.unfold('Processes')
  await expect(processes.getByRole('listitem').filter({ hasText: 'exit 4' })).toContainText(
    'exited 4',
  )
  await expect(processes.getByRole('listitem').filter({ hasText: 'top' })).toContainText(
    'ended with the machine',
  )
  await app.picture('after-reboot')
})
