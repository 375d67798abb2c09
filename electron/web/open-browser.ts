import { spawn } from 'node:child_process'

/** Browsers that can show a page as a window of its own (--app), the ones of Debian and Ubuntu first. */
const APP_BROWSERS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
]

/** Opens `url` in the first browser that starts; false where none does. It outlives us. */
export async function openBrowser(url: string): Promise<boolean> {
  for (const browser of APP_BROWSERS) {
    if (await starts(browser, [`--app=${url}`])) return true
  }
  return starts('xdg-open', [url])
}

function starts(program: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { detached: true, stdio: 'ignore' })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}
