import { expect, test } from './app.ts'

test.use({ locale: 'de-DE' })

test('the window speaks German where the machine does, or when it is told to', async ({ app }) => {
  const { page } = app
  await page.getByRole('button', { name: 'Zum Rundgang' }).click()
  await expect(page.getByRole('dialog', { name: 'Die Liste' })).toBeVisible()
  await app.picture('german')
})
