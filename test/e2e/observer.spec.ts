import type { Browser, Page } from '@playwright/test'
import { App, expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

const WATCHING = /an observer sees everything and changes nothing/

/** A page of somebody else's, who trusts the certificate after having compared it. */
async function observe(browser: Browser, app: App, link: string): Promise<App> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  const page = await context.newPage()
  await page.goto(link)
  return new App(page, app.host)
}

const menu = async (page: Page) => page.getByRole('button', { name: 'Menu', exact: true }).click()

test('a class watches by a link, sees a pause happen, can change nothing, and is cut off when it is revoked', async ({
  app,
  browser,
}) => {
  const { page } = app
  await app.startDemoShell()
  await app.type('echo shown $((6 * 7))')

  await menu(page)
  await page.getByRole('menuitem', { name: 'Show to a class…' }).click()
  const dialog = app.dialog('Show to a class')
  await app.pictures('observers-off')
  await dialog.getByRole('button', { name: 'Turn it on' }).click()
  await expect(dialog.getByRole('img', { name: 'The link as a QR code' })).toBeVisible()
  const link =
    (await dialog.getByRole('region', { name: 'Link' }).locator('code').textContent()) ?? ''
  expect(link).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}$/)

  const observer = await observe(browser, app, link)
  await observer.expectState('shell-1', 'running')
  await expect(dialog.getByText('1 observer')).toBeVisible()
  await app.pictures('observers-on')
  await expectAccessible(page, 'the door for observers, on')
  await page.emulateMedia({ colorScheme: 'light' })

  await expect(observer.page.getByText('Watching – you cannot change anything')).toBeVisible()
  expect(observer.page.url()).not.toContain('#')
  await observer.readScreensAloud()
  await expect(observer.row('shell-1')).toHaveAttribute('aria-selected', 'true')
  await observer.row('shell-1').dblclick()
  await expect(observer.screen).toContainText('shown 42')
  await observer.page.locator('.xterm-screen >> visible=true').click()
  await observer.page.keyboard.type('echo meddled\n')
  for (const name of ['Pause', 'Kill…', 'Checkpoint…']) {
    const button = observer.action(name)
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await expect(button).toHaveAccessibleDescription(WATCHING)
  }
  await expect(observer.page.getByRole('button', { name: 'New container' })).toBeHidden()
  await observer.action('Inspect…').click()
  const inspection = observer.dialog(/^Inspect/)
  await expect(inspection.getByText('Namespaces').first()).toBeVisible()
  await observer.page.keyboard.press('Escape')

  await page.keyboard.press('Escape')
  await app.action('Pause').click()
  await observer.expectState('shell-1', 'paused')
  await observer.pictures('observing')
  await app.action('Resume').click()
  await expect(app.screen).not.toContainText('meddled')

  await page.getByRole('button', { name: 'Shown: 1 watcher' }).click()
  await dialog.getByRole('button', { name: 'Revoke the link' }).click()
  await expect(dialog.getByText('Nobody yet.')).toBeVisible()
  await expect(observer.page.getByRole('alert')).toContainText('this link was revoked')
  await observer.picture('observing-revoked')
  await observer.page.reload()
  await expect(observer.page.getByRole('status')).toContainText('Open the whole link')
  await dialog.getByRole('button', { name: 'Turn it off' }).click()
  await expect(dialog.getByRole('button', { name: 'Turn it on' })).toBeVisible()
  await observer.page.context().close()
})
