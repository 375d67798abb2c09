import { expect, test } from './app.ts'

test('an empty list invites; the demo shell has a focused prompt within a second', async ({
  app,
}) => {
  await expect(app.page).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  await app.picture('empty')
  await app.readScreensAloud()
  const begun = Date.now()
  await app.page.getByRole('button', { name: 'Start the demo shell' }).click()
  await expect(app.screen).toContainText('/ #', { timeout: 5000 })
  const took = Date.now() - begun
  await app.type('echo $((6 * 7))')
  await expect(app.screen).toContainText('42')
  await app.picture('demo-shell')
  test.info().annotations.push({ type: 'prompt after', description: `${took} ms` })
})
