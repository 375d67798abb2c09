import { App, expect, test } from './app.ts'
import { WebHost } from './web-host.ts'

test('an empty list invites; the demo shell has a focused prompt within a second', async ({
  app,
}) => {
  await expect(app.page).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  await expect(app.page.getByText('No containers yet.')).toBeVisible()
  await expect(app.page.getByRole('button', { name: 'Open a bundle…' })).toBeEnabled()
  await app.picture('empty')
  await app.readScreensAloud()
  const begun = Date.now()
  await app.page.getByRole('button', { name: 'Start the demo shell' }).click()
  await expect(app.screen).toContainText('/ #', { timeout: 5000 })
  const took = Date.now() - begun
  // Typed without a click: the prompt has the keyboard.
  await app.page.keyboard.type('echo $((6 * 7))\n')
  await expect(app.screen).toContainText('42')
  await app.picture('demo-shell')
  test.info().annotations.push({ type: 'prompt after', description: `${took} ms` })
})

test('the address lets in once, a cookie from then on; without either nobody gets in', async ({
  app,
  browser,
}) => {
  const { page, host } = app
  const plain = `${new URL(host.url).origin}/`
  const cookies = await page.context().cookies()
  expect(cookies).toMatchObject([{ httpOnly: true, sameSite: 'Strict' }])
  await page.goto(plain)
  await expect(page.getByRole('button', { name: 'New container' })).toBeEnabled()

  const stranger = await browser.newPage()
  const answer = await stranger.goto(plain)
  expect(answer?.status()).toBe(401)
  await expect(stranger.getByText('Runcible', { exact: true })).toBeHidden()
  await stranger.close()
})

test('the page runs its own scripts and nothing else', async ({ app }) => {
  const refused = await app.page.evaluate(async () => {
    const blocked: string[] = []
    document.addEventListener('securitypolicyviolation', (event) =>
      blocked.push(`${event.effectiveDirective} ${event.blockedURI}`),
    )
    const script = document.createElement('script')
    script.textContent = 'window.intruder = "an inline script"'
    document.head.append(script)
    try {
      setTimeout('window.intruder = "a timer\'s text"' as unknown as () => void, 0)
    } catch {}
    const answer = await fetch('http://example.invalid/').then(
      () => 'answered',
      () => 'refused',
    )
    await new Promise((resolve) => setTimeout(resolve, 100))
    return { blocked, answer, intruder: (window as { intruder?: string }).intruder ?? null }
  })
  expect(refused.intruder).toBeNull()
  expect(refused.answer).toBe('refused')
  expect(refused.blocked).toEqual(
    expect.arrayContaining([
      'script-src-elem inline',
      'script-src eval',
      'connect-src http://example.invalid/',
    ]),
  )
})

test('a second start joins the running engine, and takes it over when the first ends', async ({
  app,
  browser,
}) => {
  await app.startDemoShell()
  const second = new WebHost(app.host)
  try {
    await second.start()
    expect(second.said).toContain('joined it')
    const other = new App(await browser.newPage(), second)
    await other.open()
    await other.expectState('shell-1', 'running')
    await other.row('shell-1').click()
    await other.action('Pause').click()
    await app.expectState('shell-1', 'paused')

    await app.host.stop('SIGKILL')
    await expect(other.action('Resume')).not.toHaveAttribute('aria-disabled', 'true')
    await other.action('Resume').click()
    await other.expectState('shell-1', 'running')
    await other.page.close()
  } finally {
    await second.stop()
  }
})
