import { expect, test } from './app.ts'
import { englishFinder } from './english-in.ts'
import { spoken } from './spoken.ts'
import { stickingOut } from './sticking-out.ts'

test.use({ locale: 'de-DE' })

/** What opens without a container, and by which key. */
const DIALOGS = {
  create: 'Alt+n',
  templates: 'Alt+t',
  images: 'Alt+i',
  volumes: 'Alt+v',
  namespaces: 'Alt+s',
  hosts: 'Alt+h',
  preflight: 'Alt+p',
  observers: 'Alt+w',
  'how consoles look': 'Alt+o',
  'import of a checkpoint': 'Alt+c',
  'storage of checkpoints': 'Alt+m',
  keys: 'Alt+k',
  palette: 'Control+k',
}
const OF_A_CONTAINER = {
  checkpoint: 'c',
  'automatic moments': 'a',
  exec: 'e',
  processes: 'i',
  graphs: 'g',
  changes: 'd',
  'an image of it': 'm',
  inspect: 'Control+Shift+l',
  'config.json': 'Control+Shift+g',
}

/** States and actions as the runtime and the journal name them, a user and a key. */
const KEPT = ['root', 'created', 'paused', 'stopped', 'create', 'start', 'Delete']

test('the window speaks German where the machine does, all of it; or English when it is told to', async ({
  app,
}) => {
  const { page } = app
  const englishIn = await englishFinder()
  const look = async (screen: string) => {
    const english = englishIn(await spoken(page)).filter((text) => !KEPT.includes(text))
    expect.soft(english, screen).toEqual([])
    expect.soft(await stickingOut(page), screen).toEqual([])
  }
  const lookAtDialogs = async (dialogs: Readonly<Record<string, string>>) => {
    const list = page.getByRole('listbox', { name: 'Container' })
    for (const [name, key] of Object.entries(dialogs)) {
      if (await list.isVisible()) await list.focus()
      await page.keyboard.press(key)
      await expect(page.getByRole('dialog')).toBeVisible()
      await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
      await look(name)
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()
    }
  }

  await test.step('without containers', async () => {
    expect(englishIn(['Take the tour', 'Step 1 of 8', 'Schritt 1 von 8'])).toHaveLength(2)
    await look('the empty window')
    await page.getByRole('button', { name: 'Zum Rundgang' }).click()
    await expect(page.getByRole('dialog', { name: 'Die Liste' })).toBeVisible()
    await look('the tour')
    await app.picture('german')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Menü' }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    await look('the menu')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('menu')).toBeHidden()
    await lookAtDialogs(DIALOGS)
  })

  await test.step('with one', async () => {
    await page.keyboard.press('Alt+Shift+N')
    await app.row('shell-1').click()
    await expect(page.getByRole('button', { name: 'Anhalten', exact: true })).toBeEnabled()
    await page.keyboard.press('Alt+j')
    await page.keyboard.press('Control+Shift+H')
    await page.getByRole('button', { name: /^Leben und Zustände/ }).click()
    await expect(page.getByRole('heading', { name: 'Ihn starten' })).toBeVisible()
    await look('a container, the journal and a lesson')
    await app.picture('german-container')
    await lookAtDialogs(OF_A_CONTAINER)
  })

  await test.step('in English, the lesson too', async () => {
    await page.getByRole('button', { name: 'Aussehen' }).click()
    await page.getByRole('radiogroup', { name: 'Sprache' }).getByText('English').click()
    await expect(page.getByRole('heading', { name: 'Start it' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'New container' })).toBeEnabled()
  })
})
