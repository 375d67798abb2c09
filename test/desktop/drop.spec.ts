import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeRootfs } from '../e2e/rootfs.ts'
import { makeLayout } from '../support/images.ts'
import { type Desktop, expect, test } from './support/desktop.ts'

/** Drops files as Chromium takes them from the desktop: their paths are real, the hand that holds them is not. */
async function drop({ electron }: Desktop, files: string[], type?: string): Promise<void> {
  await electron.evaluate(
    async ({ BrowserWindow }, { files, types }) => {
      const debug = BrowserWindow.getAllWindows()[0]?.webContents.debugger
      if (!debug) return
      if (!debug.isAttached()) debug.attach()
      for (const type of types) {
        const data = { items: [], files, dragOperationsMask: 1 }
        await debug.sendCommand('Input.dispatchDragEvent', { type, x: 600, y: 400, data })
      }
    },
    { files, types: type ? [type] : ['dragEnter', 'dragOver', 'drop'] },
  )
}

test('a folder that is dropped fills in the create dialog; what cannot be one is told why', async ({
  desktop,
}) => {
  const { app, page, folders } = desktop
  await expect(page.getByText('No containers yet.')).toBeVisible()
  const rootfs = makeRootfs(join(folders.dir, 'my-root'))
  const empty = join(folders.dir, 'empty')
  mkdirSync(empty)
  const archive = join(folders.dir, 'image.tar')
  writeFileSync(archive, '')

  await test.step('held over the window: it says what it takes', async () => {
    await drop(desktop, [rootfs], 'dragEnter')
    await drop(desktop, [rootfs], 'dragOver')
    await expect(page.getByText('Drop a bundle or a root filesystem')).toBeVisible()
    await app.picture('desktop-drop')
  })

  const refused = app.dialog('Not something to make a container of')
  const close = async () => {
    await refused.getByRole('button', { name: 'Close' }).last().click()
    await expect(refused).toBeHidden()
  }
  await test.step('an archive, an empty folder, two things at once', async () => {
    await drop(desktop, [archive])
    await expect(refused).toContainText(`${archive} is an archive.`)
    await app.picture('desktop-dropped-archive')
    await close()
    await drop(desktop, [empty])
    await expect(refused).toContainText('nothing in it looks like a root filesystem')
    await close()
    await drop(desktop, [empty, archive])
    await expect(refused).toContainText('drop one')
    await close()
  })

  await test.step('an image, as a folder: it is brought in', async () => {
    const layout = makeLayout(join(folders.dir, 'layout'), {
      'shop:1': { layers: [[{ name: 'page', content: 'x' }]] },
    })
    await drop(desktop, [layout])
    const images = app.dialog('Images')
    await expect(images.getByLabel('Path')).toHaveValue(layout)
    await app.picture('desktop-dropped-image')
    await images.getByRole('button', { name: 'Bring in' }).click()
    await expect(images.getByRole('listitem', { name: 'shop:1' })).toContainText('1 layer')
    await page.keyboard.press('Escape')
    await expect(images).toBeHidden()
  })

  await test.step('a root filesystem', async () => {
    await drop(desktop, [rootfs])
    const dialog = app.dialog('New container')
    await expect(dialog.getByLabel('Rootfs folder')).toHaveValue(rootfs)
    await app.picture('desktop-dropped')
    await dialog.getByRole('button', { name: 'Create & start', exact: true }).click()
    await app.expectState('my-root-1', 'running')
  })
})
