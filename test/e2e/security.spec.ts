import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from './app.ts'
import { makeRootfs } from './rootfs.ts'

const MARKS = { name: 'Less safe than the defaults' }

test('what is less safe than the defaults is marked where it is set, in the preview, and in the inspector', async ({
  app,
}) => {
  await app.readScreensAloud()
  const dialog = await app.fillCreate({ name: 'open', command: 'sh', terminal: true })
  const fold = dialog.getByRole('button', { name: 'Security' })
  await expect(dialog.getByText(/less safe than the defaults/)).toBeHidden()
  await fold.click()
  const pick = async (label: string, name: string) => {
    const box = dialog.getByRole('combobox', { name: label })
    // Its list is hidden where it lies behind the dialog's buttons itself.
    await box.click()
    await box.fill(name)
    await app.page.getByRole('option', { name, exact: true }).click()
    await app.page.keyboard.press('Escape')
  }
  await pick('Add capabilities', 'SYS_ADMIN')
  await pick('Drop capabilities', 'KILL')
  await app.choose(dialog, 'System calls', 'No filter')
  await dialog.getByRole('button', { name: 'Add a limit' }).click()
  await dialog.getByLabel('Soft limit of nofile').fill('64')
  await dialog.getByLabel('Hard limit of nofile').fill('32')
  const marks = dialog.getByRole('list', MARKS)
  await dialog.getByRole('button', { name: 'Create & start' }).click()
  await expect(dialog.getByText(/the soft limit 64 is above the hard one, 32/)).toBeVisible()
  await dialog.getByLabel('Hard limit of nofile').fill('128')
  await expect(marks.getByText('Danger: more capabilities: CAP_SYS_ADMIN.')).toBeVisible()
  await expect(marks.getByText('Danger: no filter of system calls.')).toBeVisible()
  await expect(dialog.getByText('2 less safe than the defaults')).toBeVisible()
  await fold.scrollIntoViewIfNeeded()
  await app.picture('create-security')
  for (const size of [
    { width: 1920, height: 1080 },
    { width: 1280, height: 800 },
  ]) {
    await app.page.setViewportSize(size)
    await app.picture(`create-security-${size.width}`)
  }
  await dialog.getByRole('tab', { name: 'Preview' }).click()
  await expect(marks.getByRole('listitem')).toHaveCount(2)
  await app.picture('create-security-preview')
  await dialog.getByRole('button', { name: 'Create & start' }).click()
  await app.expectState('open', 'running')
  await app.type(
    'ulimit -n; grep Seccomp: /proc/self/status; mount -t tmpfs none /mnt && echo mounted',
  )
  await expect(app.screen).toContainText(/64\s*Seccomp:\s+0\s*mounted/)
  const section = await app.unfold('Security')
  await expect(section.getByRole('list', MARKS).getByRole('listitem')).toHaveCount(2)
  await expect(section).toContainText('nofile 64, at most 128')
  await app.picture('inspector-security')
})

test('a bundle’s own confinement is marked too, and the defaults mend it', async ({ app }) => {
  const bundle = join(app.host.dir, 'bundle')
  makeRootfs(join(bundle, 'rootfs'))
  execFileSync('runc', ['spec', '--bundle', bundle])
  const dialog = await app.fillCreate({ from: 'Bundle', folder: bundle })
  await expect(dialog.getByText(/^\d less safe than the defaults/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Security' }).click()
  await expect(dialog.getByText('Danger: no filter of system calls.')).toBeVisible()
  await app.choose(dialog, 'System calls', 'Default')
  await expect(dialog.getByText('Danger: no filter of system calls.')).toBeHidden()
  await app.choose(dialog, 'Hidden paths', 'Default')
  await app.choose(dialog, 'Read-only paths', 'Default')
  await expect(dialog.getByText('1 less safe than the defaults')).toBeVisible()
  await expect(dialog.getByText('Caution: more capabilities: CAP_AUDIT_WRITE.')).toBeVisible()
})
