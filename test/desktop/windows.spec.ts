import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { INSPECTABLE_DIR } from '../../build/packages/for-tests.mjs'
import { App } from '../e2e/app.ts'
import { makeRootfs } from '../e2e/rootfs.ts'
import { WebHost } from '../e2e/web-host.ts'
import { Desktop, expect, test } from './support/desktop.ts'

const run = promisify(execFile)

const placeOf = ({ electron }: Desktop) =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())

test('a window stands where it stood; a bad file, and a display that is gone, are no hindrance', async ({
  display,
}) => {
  const folders = new WebHost()
  const file = join(folders.state, 'desktop.json')
  const place = { x: 300, y: 120, width: 1000, height: 640 }
  const open = () => Desktop.launch({ display, folders })
  try {
    let desktop = await open()
    expect(await placeOf(desktop)).toMatchObject({ width: 1280, height: 800 })
    await desktop.electron.evaluate(
      ({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setBounds(wanted),
      place,
    )
    await expect
      .poll(() => existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).place)
      .toEqual({
        ...place,
        maximized: false,
      })
    await desktop.close()

    desktop = await open()
    expect(await placeOf(desktop)).toEqual(place)
    await desktop.close()

    writeFileSync(file, '{ "place": ')
    desktop = await open()
    expect(await placeOf(desktop)).toMatchObject({ width: 1280, height: 800 })
    await desktop.close()

    writeFileSync(file, JSON.stringify({ place: { ...place, x: 5000, maximized: false } }))
    desktop = await open()
    expect(await placeOf(desktop)).toEqual({ x: 460, y: 220, width: 1000, height: 640 })
    await desktop.close()
  } finally {
    await folders.remove()
  }
})

test('under a window manager: a maximised window is maximised again, goes back to its size, and does not wander', async ({
  display,
  // For its window manager.
  session: _,
}) => {
  const folders = new WebHost()
  const file = join(folders.state, 'desktop.json')
  const place = { x: 300, y: 120, width: 1000, height: 640, maximized: false }
  const kept = () => JSON.parse(readFileSync(file, 'utf8')).place
  const look = ({ electron }: Desktop) =>
    electron.evaluate(({ BrowserWindow, screen }) => {
      const [window] = BrowserWindow.getAllWindows()
      const { width, height } = window?.getBounds() ?? { width: 0, height: 0 }
      const { workArea } = screen.getPrimaryDisplay()
      return {
        maximized: window?.isMaximized(),
        fills: width === workArea.width && workArea.height - height < 40,
        normal: window?.getNormalBounds(),
      }
    })
  try {
    mkdirSync(folders.state, { recursive: true })
    writeFileSync(file, JSON.stringify({ place }))
    let desktop = await Desktop.launch({ display, folders })
    // Within the frame, which stands where it was asked to.
    const stands = { x: 301, y: 140, width: 1000, height: 640 }
    await expect.poll(() => look(desktop)).toMatchObject({ maximized: false, normal: stands })
    await desktop.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.maximize(),
    )
    await expect.poll(kept).toEqual({ ...place, maximized: true })
    await desktop.close()

    desktop = await Desktop.launch({ display, folders })
    await expect.poll(() => look(desktop)).toMatchObject({ maximized: true, fills: true })
    await desktop.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.unmaximize(),
    )
    await expect
      .poll(() => look(desktop))
      .toEqual({ maximized: false, fills: false, normal: stands })
    await desktop.close()
    expect(kept()).toEqual(place)
  } finally {
    await folders.remove()
  }
})

test('the window is there before the engine; one that cannot start says why, and comes once it can', async ({
  display,
}) => {
  const folders = new WebHost()
  // Where the run folder should be, there is a file.
  writeFileSync(folders.run, '')
  const desktop = await Desktop.launch({ display, folders })
  const { app, page, electron } = desktop
  try {
    const look = await electron.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      return { visible: window?.isVisible(), colour: window?.getBackgroundColor() }
    })
    expect(look).toEqual({ visible: true, colour: expect.stringMatching(/^#(FFFFFF|12161C)$/i) })
    await expect(page.getByRole('alert')).toContainText('Runcible’s engine could not be opened')
    await expect(page.getByRole('alert')).toContainText(folders.run)
    await app.picture('desktop-no-engine')
    rmSync(folders.run)
    await expect(page.getByText('No containers yet.')).toBeVisible()
  } finally {
    await desktop.remove()
  }
})

test('two windows on one engine show the same, each with consoles of its own', async ({
  desktop,
}) => {
  const { app, electron } = desktop
  await app.startDemoShell()
  const opened = electron.waitForEvent('window')
  await electron.evaluate(({ Menu, BrowserWindow }) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? [])
    const [window] = BrowserWindow.getAllWindows()
    items
      ?.find(({ label }) => label === 'New window')
      ?.click(undefined, window, window?.webContents)
  })
  const second = new App(await opened, desktop.folders)
  await second.expectState('shell-1', 'running')
  await app.action('Pause').click()
  await second.expectState('shell-1', 'paused')
  await second.page.getByRole('button', { name: 'Resume it' }).click()
  await app.expectState('shell-1', 'running')
  const bounds = await electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.getBounds()),
  )
  expect(bounds[0]).not.toEqual(bounds[1])
  await second.tab(/^Console of shell-1/).press('Delete')
  await expect(second.tab(/^Console of shell-1/)).toBeHidden()
  await second.page.reload()
  await second.expectState('shell-1', 'running')
  await expect(second.tab(/./)).toHaveCount(0)
  await app.page.reload()
  await expect(app.tab(/^Console of shell-1/)).toBeVisible()

  const menus = () =>
    electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label))
  expect(await menus()).toEqual(['File', 'Edit', 'View'])
  await second.page.getByRole('button', { name: 'Appearance' }).click()
  await second.choose(second.dialog('Appearance'), 'Language', 'Deutsch')
  await expect
    .poll(menus, 'the menu speaks as the page')
    .toEqual(['Datei', 'Bearbeiten', 'Ansicht'])
})

test('a second start brings the first window forward, and opens the bundle that it was given', async ({
  desktop,
}) => {
  const { app, electron, page, folders } = desktop
  await expect(page.getByText('No containers yet.')).toBeVisible()
  const bundle = makeBundle(join(folders.dir, 'my bundle'))
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  await run(
    join(INSPECTABLE_DIR, 'runcible'),
    // --inspect: as root it starts only as the build for tests.
    ['--inspect=0', '--no-sandbox', '--state', folders.state, '--run', folders.run, bundle],
    { env: { ...process.env, DISPLAY: await displayOf(desktop) }, timeout: 20_000 },
  )
  const dialog = app.dialog('New container')
  await expect(dialog.getByLabel('Bundle folder')).toHaveValue(bundle)
  expect(
    await electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.isVisible()),
    ),
  ).toEqual([true])
  await dialog.getByRole('button', { name: 'Create & start', exact: true }).click()
  await app.expectState('my-bundle-1', 'running')
})

test('a bundle that the first start is given opens the create dialog', async ({ display }) => {
  const folders = new WebHost()
  const bundle = makeBundle(join(folders.dir, 'b'))
  const desktop = await Desktop.launch({ display, folders, args: [bundle] })
  try {
    await expect(desktop.app.dialog('New container').getByLabel('Bundle folder')).toHaveValue(
      bundle,
    )
  } finally {
    await desktop.remove()
  }
})

const displayOf = ({ electron }: Desktop) => electron.evaluate(() => process.env.DISPLAY)

function makeBundle(dir: string): string {
  mkdirSync(dir, { recursive: true })
  makeRootfs(join(dir, 'rootfs'))
  const config = {
    ociVersion: '1.0.2',
    process: { args: ['sleep', '1000'], cwd: '/', user: { uid: 0, gid: 0 }, env: ['PATH=/bin'] },
    root: { path: 'rootfs' },
    mounts: [{ destination: '/proc', type: 'proc', source: 'proc' }],
    linux: { namespaces: [{ type: 'pid' }, { type: 'mount' }, { type: 'network' }] },
  }
  writeFileSync(join(dir, 'config.json'), JSON.stringify(config))
  return dir
}
