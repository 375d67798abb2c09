import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { INSPECTABLE_DIR, RELEASE_DIR } from '../../build/packages/for-tests.mjs'
import { expect, test } from './support/desktop.ts'

/**
 * Electron's own list, "Security" in its documentation, as far as it can be tried in the running program: the numbers are
 * the list's. build/electron-security.md names for every point what holds it.
 */

test('2, 3, 4, 6, 8, 9, 10: how each window is made', async ({ desktop }) => {
  const preferences = await desktop.electron.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      // Not in the types: what the window was made with, as Electron itself took it.
      const asMade = contents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      return asMade.getLastWebPreferences()
    }),
  )
  expect(preferences).toHaveLength(1)
  expect(preferences[0]).toMatchObject({
    nodeIntegration: false,
    contextIsolation: true,
    sandbox: true,
    webSecurity: true,
    webviewTag: false,
  })
  for (const unsafe of [
    'allowRunningInsecureContent',
    'experimentalFeatures',
    'enableBlinkFeatures',
    'nodeIntegrationInWorker',
    'nodeIntegrationInSubFrames',
  ]) {
    expect(preferences[0]?.[unsafe] || false, unsafe).toBe(false)
  }
})

test('1, 7: nothing from elsewhere is loaded, and no script but the page’s own runs', async ({
  desktop,
}) => {
  const { page } = desktop
  const outcome = await page.evaluate(async () => {
    const broken: string[] = []
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
      broken.push(effectiveDirective),
    )
    const load = (tag: 'script' | 'img' | 'iframe' | 'link', attributes: Record<string, string>) =>
      new Promise((resolve) => {
        const element = document.createElement(tag)
        Object.assign(element, attributes)
        element.onload = () => resolve('loaded')
        element.onerror = () => resolve('refused')
        setTimeout(resolve, 1000, 'nothing')
        document.body.append(element)
      })
    const seen = {
      script: await load('script', { src: 'https://example.org/a.js' }),
      image: await load('img', { src: 'https://example.org/a.png' }),
      file: await load('img', { src: 'file:///usr/share/pixmaps/debian-logo.png' }),
      inline: await load('script', { textContent: 'window.inline = true' }).then(
        () => 'inline' in window,
      ),
      fetch: await fetch('https://example.org/').then(
        () => 'loaded',
        () => 'refused',
      ),
      socket: await new Promise((resolve) => {
        try {
          const socket = new WebSocket('ws://127.0.0.1:9/')
          socket.onopen = () => resolve('loaded')
          socket.onerror = () => resolve('refused')
        } catch {
          resolve('refused')
        }
      }),
    }
    const evaluated = (() => {
      try {
        return new Function('return true')()
      } catch {
        return false
      }
    })()
    await load('iframe', { src: 'https://example.org/' })
    // Told in a turn of its own.
    await new Promise((resolve) => setTimeout(resolve, 500))
    return { seen, evaluated, broken: [...new Set(broken)].sort() }
  })
  expect(outcome.seen).toEqual({
    script: 'refused',
    image: 'refused',
    file: 'refused',
    inline: false,
    fetch: 'refused',
    socket: 'refused',
  })
  expect(outcome.evaluated).toBe(false)
  expect(outcome.broken).toEqual(
    expect.arrayContaining(['connect-src', 'frame-src', 'img-src', 'script-src-elem']),
  )
})

test('5: no permission is given but to write text to the clipboard', async ({ desktop }) => {
  const { page } = desktop
  const states = await page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read']
    const asked = await Promise.all(
      names.map((name) =>
        navigator.permissions.query({ name: name as PermissionName }).then(
          ({ state }) => state,
          () => 'unknown',
        ),
      ),
    )
    const media = await navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'given',
      () => 'refused',
    )
    const place = await new Promise((resolve) =>
      navigator.geolocation.getCurrentPosition(
        () => resolve('given'),
        () => resolve('refused'),
      ),
    )
    const shown = await Notification.requestPermission()
    return { asked, media, place, shown }
  })
  expect(states.asked).not.toContain('granted')
  expect(states).toMatchObject({ media: 'refused', place: 'refused', shown: 'denied' })
})

test('11 to 15: a page stays where it is, opens no window, embeds nothing, and hands on web links alone', async ({
  desktop,
}) => {
  const { electron, page } = desktop
  await electron.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = async (url: string) => {
      opened.push(url)
    }
  })
  await page.evaluate(() => {
    Object.assign(window, { still: 'here' })
    for (const url of [
      'https://example.org/?console=1',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://host/share',
      'runcible://app/',
      'runcible://elsewhere/?console=1',
    ]) {
      window.open(url)
    }
    const view = document.createElement('webview')
    view.setAttribute('src', 'https://example.org/')
    document.body.append(view)
  })
  for (const url of ['https://example.org/', 'file:///etc/passwd', 'runcible://elsewhere/']) {
    await page.evaluate((to) => {
      const link = document.createElement('a')
      link.href = to
      document.body.append(link)
      link.click()
      location.href = to
    }, url)
    await page.waitForTimeout(100)
  }
  expect(page.url()).toBe('runcible://app/')
  expect(await page.evaluate(() => (window as unknown as { still: string }).still)).toBe('here')
  expect(electron.windows()).toHaveLength(1)
  const counted = await electron.evaluate(
    ({ webContents }) => webContents.getAllWebContents().length,
  )
  expect(counted, 'a webview would be one more').toBe(1)
  const opened = await electron.evaluate(
    () => (globalThis as unknown as { opened: string[] }).opened,
  )
  expect(opened).toEqual(['https://example.org/?console=1'])
})

test('18, 20: our scheme serves the page alone; the page has the bridge and nothing of Electron', async ({
  desktop,
}) => {
  const { page } = desktop
  const found = await page.evaluate(async () => {
    const bridge = (window as unknown as { runcible: Record<string, unknown> }).runcible
    const status = (path: string) =>
      fetch(path).then(
        (response) => response.status,
        () => 0,
      )
    return {
      names: Object.keys(bridge).sort(),
      kinds: Object.values(bridge).map((value) => typeof value),
      frozen: Object.isFrozen(bridge),
      globals: ['require', 'process', 'Buffer', 'module', 'electron', 'ipcRenderer'].filter(
        (name) => name in window,
      ),
      outside: await Promise.all(
        ['/../../../../etc/passwd', '/%2e%2e/package.json', '/..%2f..%2fetc/passwd'].map(status),
      ),
      origin: location.origin,
      worker:
        'serviceWorker' in navigator
          ? await navigator.serviceWorker.register('/sw.js').then(
              () => 'registered',
              () => 'refused',
            )
          : 'none',
    }
  })
  expect(found.names).toEqual(['beQuiet', 'onAsk', 'open', 'pathOf', 'speak'])
  expect(new Set(found.kinds)).toEqual(new Set(['function']))
  expect(found.frozen).toBe(true)
  expect(found.globals).toEqual([])
  expect(found.outside).toEqual([404, 404, 404])
  expect(found.origin).toBe('runcible://app')
  expect(found.worker).not.toBe('registered')
})

test('it does not start without its sandbox: the release never, as root not at all', () => {
  const start = (folder: string, args: string[]) =>
    spawnSync(join(folder, 'runcible'), args, { encoding: 'utf8', timeout: 15_000 })
  const asRoot = start(RELEASE_DIR, ['--no-sandbox'])
  expect({ status: asRoot.status, said: asRoot.stderr }).toEqual({
    status: 1,
    said: expect.stringContaining('this is root'),
  })
  const inspected = start(RELEASE_DIR, ['--inspect=0', '--no-sandbox'])
  expect(inspected.status, 'its fuse lets no debugger in').toBe(1)
  expect(start(INSPECTABLE_DIR, ['--no-sandbox']).status).toBe(1)
})
