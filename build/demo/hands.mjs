import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../compile.mjs'

const PICTURES = join(ROOT, 'build/pictures')
/** Long enough for a figure and a cursor to be drawn before a picture, ms. */
const SETTLE_MS = 1200

/** What a person does in the window. */
export class Hands {
  /** @param {import('playwright').Page} page */
  constructor(page) {
    this.page = page
    mkdirSync(PICTURES, { recursive: true })
  }

  /** Has the consoles' text in the page, where it can be waited for. */
  async readScreens() {
    await this.page.getByRole('button', { name: 'Menu' }).click()
    await this.page.getByRole('menuitem', { name: /screen reader/i }).click()
  }

  /** @param {string | RegExp} name */
  async press(name) {
    await this.page.getByRole('button', { name, exact: true }).first().click()
  }

  /** @param {string} name */
  action(name) {
    return this.page
      .getByRole('toolbar', { name: /^Actions on/ })
      .getByRole('button', { name, exact: true })
  }

  /** @param {string} name */
  async act(name) {
    await this.action(name).click()
  }

  /** Why an action is not to be had; nothing where it is. @param {string} name */
  async whyNot(name) {
    const button = this.action(name)
    if ((await button.getAttribute('aria-disabled')) !== 'true') return undefined
    const id = await button.getAttribute('aria-describedby')
    return id ? await this.page.locator(`[id="${id}"]`).textContent() : 'disabled'
  }

  /** @param {string | RegExp} name */
  dialog(name) {
    return this.page.getByRole('dialog', { name })
  }

  /** @param {string} id @param {string} state */
  async sees(id, state) {
    await this.page.getByRole('option', { name: `${id}, ${state}`, exact: true }).waitFor()
  }

  /** Types a line into the console in front and waits for what it answers. @param {string} line @param {string} [answer] */
  async type(line, answer) {
    await this.page.locator('.xterm-helper-textarea >> visible=true').focus()
    await this.page.keyboard.type(`${line}\n`, { delay: 15 })
    if (answer) await this.reads(answer)
  }

  /** @param {string} text */
  async reads(text) {
    await this.page
      .locator('.xterm-accessibility-tree >> visible=true')
      .filter({ hasText: text })
      .waitFor()
  }

  /** @param {string} name */
  async picture(name) {
    await this.page.mouse.move(640, 790)
    await this.page.waitForTimeout(SETTLE_MS)
    await this.page.screenshot({ path: join(PICTURES, `${name}.png`) })
  }
}
