import { test as base, expect, type Locator, type Page } from '@playwright/test'
import { WebHost } from './web-host.ts'

/** The window as a person uses it: by the names that are on it. */
export class App {
  readonly page: Page
  readonly host: WebHost

  constructor(page: Page, host: WebHost) {
    this.page = page
    this.host = host
  }

  async open(): Promise<void> {
    await this.page.goto(this.host.url)
    await expect(this.page.getByRole('button', { name: /new container/i }).first()).toBeVisible()
  }

  /** Has the terminals' text in the page, as for somebody who hears it. */
  async readScreensAloud(): Promise<void> {
    await this.page.getByRole('button', { name: 'Menu' }).click()
    await this.page.getByRole('menuitem', { name: /screen reader/i }).click()
  }

  row(id: string): Locator {
    return this.page.getByRole('option', { name: new RegExp(`^${id}, `) })
  }

  /** Waits until the row of `id` reads `word`. */
  async expectState(id: string, word: string | RegExp): Promise<void> {
    await expect(this.row(id)).toContainText(word)
  }

  action(name: string): Locator {
    return this.page
      .getByRole('toolbar', { name: /^Actions on/ })
      .getByRole('button', { name, exact: true })
  }

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name })
  }

  /** Starts the demo shell and waits for its prompt. */
  async startDemoShell(): Promise<void> {
    await this.page.getByRole('button', { name: 'Start the demo shell' }).click()
    await this.expectState('shell-1', 'running')
  }

  /** Types a line into the console that has the keyboard. */
  async type(line: string): Promise<void> {
    await this.page.keyboard.type(`${line}\n`)
  }

  /** The text of the console in front. */
  get screen(): Locator {
    return this.page.locator('.xterm-accessibility-tree:visible')
  }

  async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: `test-results/pictures/${name}.png` })
  }
}

/** A page on a real engine of its own. */
export const test = base.extend<{ host: WebHost; app: App }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
  host: async ({}, use) => {
    const host = new WebHost()
    await host.start()
    await use(host)
    await host.remove()
  },
  app: async ({ page, host }, use) => {
    const app = new App(page, host)
    await app.open()
    await use(app)
  },
})

export { expect }
