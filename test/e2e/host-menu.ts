import type { Locator } from '@playwright/test'
import type { App } from './app.ts'

/** The header's word for the host that is worked on; opens into the others. */
export const hostButton = (app: App): Locator =>
  app.page.locator('header').getByRole('button').first()

export async function chooseHost(app: App, name: string | RegExp): Promise<void> {
  await hostButton(app).click()
  await app.page.getByRole('menuitem', { name }).click()
}

/** Above a host's containers in the list. */
export const heading = (app: App, label: string): Locator =>
  app.page.getByRole('navigation').locator('[data-phase]').filter({ hasText: label })

/** A picture of each size and scheme. */
export async function eachLook(app: App, name: string): Promise<void> {
  for (const [width, height] of [
    [1280, 800],
    [1920, 1080],
  ] as const) {
    await app.page.setViewportSize({ width, height })
    for (const colorScheme of ['light', 'dark'] as const) {
      await app.page.emulateMedia({ colorScheme })
      await app.page.waitForTimeout(150)
      await app.picture(`${name}-${width}-${colorScheme}`)
    }
  }
  await app.page.setViewportSize({ width: 1280, height: 800 })
  await app.page.emulateMedia({ colorScheme: null })
}

export async function addMachine(app: App, address: string): Promise<Locator> {
  await chooseHost(app, /^Add a machine/)
  const dialog = app.dialog('Add a machine over ssh')
  await dialog.getByLabel('Machine').fill(address)
  await dialog.getByRole('button', { name: 'Add & connect' }).click()
  return dialog
}
