import { test as base, expect, type Locator, type Page } from '@playwright/test'
import { stickingOut } from './sticking-out.ts'
import { WebHost } from './web-host.ts'

/** What a container's settings in the create dialog are called. */
export interface Settings {
  name?: string
  from?: 'Starter' | 'Bundle' | 'Rootfs'
  folder?: string
  command?: string
  terminal?: boolean
  stdin?: 'Open' | 'One-shot' | 'None'
}

/** What screens are looked at in. */
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const

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
    const newContainer = /^(?:New container|Neuer Container)$/
    await expect(this.page.getByRole('button', { name: newContainer })).toBeEnabled()
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

  get toolbar(): Locator {
    return this.page.getByRole('toolbar', { name: /^Actions on/ })
  }

  action(name: string): Locator {
    return this.toolbar.getByRole('button', { name, exact: true })
  }

  get inspector(): Locator {
    return this.page.getByRole('complementary', { name: 'Inspector' })
  }

  /** A section of the inspector, unfolded. */
  async unfold(title: string): Promise<Locator> {
    const toggle = this.page.getByRole('button', { name: title, exact: true })
    const section = this.inspector.locator('section').filter({ has: toggle })
    const button = section.getByRole('button', { name: title, exact: true })
    if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click()
    return section
  }

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name })
  }

  /** One of the choices that stand side by side under `label`; its radio button itself is not in sight. */
  async choose(within: Locator, label: string, choice: string): Promise<void> {
    await within.getByRole('radiogroup', { name: label }).getByText(choice, { exact: true }).click()
  }

  /** Starts the demo shell, its text in the page, and waits for its prompt. */
  async startDemoShell(): Promise<void> {
    await this.readScreensAloud()
    await this.page.getByRole('button', { name: 'Start the demo shell' }).click()
    await this.expectState('shell-1', 'running')
    await expect(this.screen).toContainText('/ #')
  }

  /** Opens the create dialog and fills in what is given. */
  async fillCreate(
    { name, from, folder, ...of }: Settings,
    title = 'New container',
  ): Promise<Locator> {
    await this.page.getByRole('button', { name: 'New container' }).click()
    const dialog = this.dialog(title)
    if (from) await this.choose(dialog, 'From', from)
    if (folder) await dialog.getByLabel(`${from} folder`).fill(folder)
    if (name) await dialog.getByLabel('Name', { exact: true }).fill(name)
    if (of.command) await dialog.getByLabel('Command').fill(of.command)
    if (of.terminal !== undefined) {
      await dialog.getByRole('switch', { name: /^Terminal/ }).setChecked(of.terminal)
    }
    if (of.stdin) await this.choose(dialog, 'Stdin', of.stdin)
    return dialog
  }

  /** Creates a container by the dialog, and starts it unless told otherwise. */
  async create(settings: Settings, button = 'Create & start'): Promise<void> {
    const dialog = await this.fillCreate(settings)
    await dialog.getByRole('button', { name: button, exact: true }).click()
    await expect(dialog).toBeHidden()
  }

  /** Sends a signal by the picker. */
  async kill(signal: string, { all = false } = {}): Promise<void> {
    await this.action('Kill…').click()
    const dialog = this.dialog('Kill…')
    await dialog.getByRole('combobox', { name: 'Signal' }).fill(signal)
    await dialog.getByRole('option', { name: new RegExp(`^${signal} `) }).click()
    if (all) await dialog.getByRole('switch', { name: /^All processes/ }).check()
    await dialog.getByRole('button', { name: `Send ${signal}` }).click()
    await expect(dialog).toBeHidden()
  }

  /** Takes a checkpoint by its dialog, as it opens but for what `fill` changes. */
  async checkpoint(fill: (dialog: Locator) => Promise<void> = async () => {}): Promise<void> {
    await this.action('Checkpoint…').click()
    const dialog = this.dialog(/^Checkpoint /)
    await fill(dialog)
    await dialog.getByRole('button', { name: 'Take checkpoint' }).click()
    await expect(dialog).toBeHidden({ timeout: 30_000 })
  }

  /** Takes back an option that the checkpoint dialog has set by itself, once it has. */
  async withoutForeseen(dialog: Locator, option: RegExp): Promise<void> {
    const set = dialog.getByRole('switch', { name: option })
    await expect(set).toBeChecked()
    await set.uncheck()
  }

  /** Runs a command beside the init by the exec dialog. */
  async exec(command: string, fill: (dialog: Locator) => Promise<void> = async () => {}) {
    await this.action('Exec…').click()
    const dialog = this.dialog(/^Exec in /)
    await dialog.getByLabel('Command').fill(command)
    await fill(dialog)
    await dialog.getByRole('button', { name: 'Run' }).click()
    await expect(dialog).toBeHidden()
  }

  /** Gives the keyboard to the console in front. */
  async focusConsole(): Promise<void> {
    await this.page.locator('.xterm-helper-textarea >> visible=true').focus()
  }

  /** Types a line into the console in front. */
  async type(line: string): Promise<void> {
    await this.focusConsole()
    await this.page.keyboard.type(`${line}\n`)
  }

  /** The text of the console in front. */
  get screen(): Locator {
    return this.page.locator('.xterm-accessibility-tree >> visible=true')
  }

  /** Waits until the last `action` in the journal has run `part`: the window may show what became of it before that is written. */
  async expectCommand(action: string, part: string): Promise<void> {
    await expect.poll(() => this.host.commandsOf(action).join('\n')).toContain(part)
  }

  /** The command lines of the last `action`, once the journal has one. */
  async commandsOf(action: string): Promise<string> {
    await expect.poll(() => this.host.commandsOf(action)).not.toEqual([])
    return this.host.commandsOf(action).join('\n')
  }

  tab(name: string | RegExp): Locator {
    return this.page.getByRole('tab', { name })
  }

  /** Notes every state that the rows read from now on. */
  async watchStates(): Promise<void> {
    await this.page.evaluate(() => {
      const seen: string[] = []
      const note = () => {
        for (const row of document.querySelectorAll('[role=option][aria-posinset]')) {
          const state = row.getAttribute('aria-label') ?? ''
          if (!seen.includes(state)) seen.push(state)
        }
      }
      new MutationObserver(note).observe(document.body, {
        subtree: true,
        childList: true,
        attributeFilter: ['aria-label'],
      })
      Object.assign(window, { statesSeen: seen })
    })
  }

  /** What watchStates noted: "shell-1, running" … */
  statesSeen(): Promise<string[]> {
    return this.page.evaluate(() => (window as unknown as { statesSeen: string[] }).statesSeen)
  }

  /** Nothing may lie over its neighbours where one is taken. */
  async picture(name: string): Promise<void> {
    expect.soft(await stickingOut(this.page), name).toEqual([])
    // As it stays: a change of the scheme fades the colours of what is chosen.
    await this.page.screenshot({
      path: `test-results/pictures/${name}.png`,
      animations: 'disabled',
    })
  }

  /**
   * The same in both sizes that people are promised, light and dark, plain and in high contrast; the first alone unless
   * RUNCIBLE_PICTURES asks for all.
   */
  async pictures(name: string): Promise<void> {
    if (!process.env.RUNCIBLE_PICTURES) return this.picture(name)
    for (const size of SIZES) {
      await this.page.setViewportSize(size)
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const contrast of ['no-preference', 'more'] as const) {
          await this.page.emulateMedia({ colorScheme, contrast })
          const look = contrast === 'more' ? `${colorScheme}-contrast` : colorScheme
          await this.picture(`${name}-${size.width}-${look}`)
        }
      }
    }
    await this.page.setViewportSize(SIZES[0])
    await this.page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference' })
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
  app: async ({ page, host }, use, testInfo) => {
    const thrown: string[] = []
    const said: string[] = []
    page.on('pageerror', (error) => thrown.push(error.stack ?? error.message))
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
    page.on('requestfailed', (request) =>
      said.push(`not loaded: ${request.url()}: ${request.failure()?.errorText}`),
    )
    page.on('crash', () => said.push('the page crashed'))
    try {
      const app = new App(page, host)
      await app.open()
      await use(app)
      expect(thrown, 'what the page threw').toEqual([])
    } finally {
      const all = [...thrown, ...said, ...host.said.split('\n')].filter(Boolean)
      if (all.length) await testInfo.attach('said', { body: all.join('\n') })
    }
  },
})

export { expect }
