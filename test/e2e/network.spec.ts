import { fetchFrom, freePorts } from '../support/servers.ts'
import { until } from '../support/until.ts'
import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'

test('a web server behind a way out: its port answers, is changed, is taken, and comes back when its program is gone', async ({
  app,
}) => {
  const [port = 0, other = 0] = await freePorts(2)
  const serve = 'mkdir -p /www; echo hello > /www/index.html; exec httpd -f -p 80 -h /www'
  const dialog = await app.fillCreate({ name: 'web-1', command: `sh -c '${serve}'` })
  await app.choose(dialog, 'Network', 'Way out')
  await dialog.getByRole('button', { name: 'Forward a port' }).click()
  await dialog.getByLabel('Port here of forward 1').fill('99999')
  await dialog.getByLabel('Port inside of forward 1').fill('80')
  await dialog.getByRole('button', { name: 'Create & start' }).click()
  await expect(dialog.getByText('a port is 1 to 65535')).toBeVisible()
  await expectAccessible(app.page, 'create, a way out')
  await dialog.getByLabel('Port here of forward 1').fill(String(port))
  await app.picture('create-network')
  await dialog.getByRole('button', { name: 'Create & start' }).click()
  await app.expectState('web-1', 'running')
  await expect(app.row('web-1')).toContainText(`${port} → 80`)
  await until(async () => (await fetchFrom(port)) === 'hello\n', 'the forwarded port to answer')

  const network = await app.unfold('Network')
  await expect(network.getByRole('link', { name: `${port} → 80` })).toHaveAttribute(
    'href',
    `http://127.0.0.1:${port}`,
  )
  await expect(network).toContainText('10.0.2.100')
  await expectAccessible(app.page, 'inspector, network')
  await app.picture('network')

  // Another one on the same port is told so at the field.
  const second = await app.fillCreate({ name: 'web-2' })
  await app.choose(second, 'Network', 'Way out')
  await second.getByRole('button', { name: 'Forward a port' }).click()
  await second.getByLabel('Port here of forward 1').fill(String(port))
  await second.getByLabel('Port inside of forward 1').fill('80')
  await second.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(
    second.getByText(`port 127.0.0.1:${port}/tcp is forwarded to web-1 already`),
  ).toBeVisible()
  await app.picture('create-network-taken')
  await app.choose(second, 'Network', 'Another’s')
  await second.getByRole('combobox', { name: 'Whose network' }).click()
  await app.page.getByRole('option', { name: 'web-1', exact: true }).click()
  await second.getByRole('button', { name: 'Create & start' }).click()
  await app.expectState('web-2', 'running')
  await app.row('web-1').click()

  const helper = /pid (\d+)/.exec((await network.textContent()) ?? '')?.[1]
  process.kill(Number(helper), 'SIGKILL')
  await expect(network.getByText('slirp4netns has ended, and the way out with it')).toBeVisible()
  await expect(app.row('web-1')).toContainText('no way out')
  await app.picture('network-gone')
  await network.getByRole('button', { name: 'Restore the way out' }).click()
  await expect(network.getByText('It has no way out')).toBeHidden()
  expect(await fetchFrom(port)).toBe('hello\n')

  await network.getByRole('button', { name: 'Change ports' }).click()
  await network.getByLabel('Port here of forward 1').fill(String(other))
  await network.getByRole('button', { name: 'Forward these' }).click()
  await expect(network.getByRole('link', { name: `${other} → 80` })).toBeVisible()
  expect(await fetchFrom(other)).toBe('hello\n')
  expect(await fetchFrom(port)).toBeNull()
})
