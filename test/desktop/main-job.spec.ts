import { readdirSync, readlinkSync } from 'node:fs'
import { INSPECTABLE_DIR } from '../../build/packages/for-tests.mjs'
import { askDoor, enter } from '../support/observer.ts'
import { Desktop, expect, isSandboxed, test } from './support/desktop.ts'
import { User } from './support/user.ts'

test('the main job in the packaged program: create, type, pause, resume, kill, delete', async ({
  desktop,
}) => {
  const { app, page } = desktop
  await expect(page.getByText('No containers yet.')).toBeVisible()
  await app.picture('desktop-empty')
  await app.startDemoShell()
  // Typed without a click: the prompt has the keyboard.
  await page.keyboard.type('echo $((6 * 7))\n')
  await expect(app.screen).toContainText('42')
  await app.picture('desktop-running')

  await app.action('Pause').click()
  await app.expectState('shell-1', 'paused')
  await app.picture('desktop-paused')
  await app.action('Resume').click()
  await app.expectState('shell-1', 'running')

  await page.getByRole('button', { name: 'Menu', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Show to a class…' }).click()
  const dialog = app.dialog('Show to a class')
  await dialog.getByRole('button', { name: 'Turn it on' }).click()
  const link = await dialog.getByRole('region', { name: 'Link' }).locator('code').textContent()
  const { cookie } = await enter(link ?? '')
  const shown = await askDoor(new URL(link ?? '').origin, { headers: { Cookie: cookie } })
  expect(shown).toMatchObject({ status: 200, body: expect.stringContaining('<html data-observer') })
  await dialog.getByRole('button', { name: 'Turn it off' }).click()
  await expect(dialog.getByRole('button', { name: 'Turn it on' })).toBeVisible()
  await page.keyboard.press('Escape')

  await app.kill('SIGKILL')
  await app.expectState('shell-1', '137 killed')
  await app.action('Delete').click()
  await app
    .dialog(/Delete/)
    .getByRole('button', { name: 'Delete shell-1' })
    .click()
  await expect(app.row('shell-1')).toBeHidden()
  await expect(page.getByText('No containers yet.')).toBeVisible()
})

test('the page has nothing of Node, and Node nothing of the page', async ({ desktop }) => {
  const { page } = desktop
  const found = await page.evaluate(() =>
    ['require', 'process', 'Buffer', 'module'].filter((name) => name in window),
  )
  expect(found).toEqual([])
  expect(page.url()).toBe('runcible://app/')
})

test('a container outlives the program, and its console is where it was', async ({ display }) => {
  const first = await Desktop.launch({ display })
  await first.app.startDemoShell()
  await first.app.type('X=kept')
  await first.close()
  // A conmon that held what Chromium opened would keep its zygotes.
  await expect.poll(() => processesOf(INSPECTABLE_DIR)).toEqual([])
  const second = await Desktop.launch({ display, folders: first.folders })
  try {
    // Its text is in the page still: what a user chose is kept, too.
    await second.app.row('shell-1').click()
    await second.app.expectState('shell-1', 'running')
    await second.app.type('echo $X-$X')
    await expect(second.app.screen).toContainText('kept-kept')
  } finally {
    await second.remove()
  }
})

test('an ordinary user has it with Chromium’s sandbox on', async ({ display }) => {
  test.skip(process.getuid?.() !== 0, 'only root can make a user for it')
  const user = User.make()
  try {
    const desktop = await Desktop.launch({ display, user })
    const { app } = desktop
    await app.startDemoShell()
    await app.page.keyboard.type('id -u; echo $((6 * 7))\n')
    await expect(app.screen).toContainText('42')
    expect(await isSandboxed(desktop)).toBe(true)
    await app.picture('desktop-user')
    await app.kill('SIGKILL')
    await app.expectState('shell-1', '137 killed')
    await desktop.remove()
  } finally {
    user.remove()
  }
})

/** The processes that run a program of this folder. */
const processesOf = (folder: string): string[] =>
  readdirSync('/proc').flatMap((name) => {
    const program = /^\d+$/.test(name) ? targetOf(`/proc/${name}/exe`) : ''
    return program.startsWith(folder) ? [program] : []
  })

function targetOf(link: string): string {
  try {
    return readlinkSync(link)
  } catch {
    return ''
  }
}
