import { expect, test } from './support/desktop.ts'

/** The rest of the main job, in the packaged program; what every button does besides is clicked in the browser (test/e2e). */
test('created by the dialog, limited, joined by execs and a debug shell, read in its failures', async ({
  desktop,
}) => {
  const { app, page } = desktop
  await app.readScreensAloud()
  const dialog = await app.fillCreate({
    name: 'pipes',
    command: `sh -c 'echo out; echo err >&2; exec sleep 1000'`,
    terminal: false,
    stdin: 'None',
  })
  await dialog.getByLabel('Environment').fill('GREETING=hello')
  await dialog.getByRole('tab', { name: 'Preview' }).click()
  await expect(dialog.getByRole('region', { name: 'config.json' }).locator('pre')).toContainText(
    'GREETING=hello',
  )
  await dialog.getByRole('button', { name: 'Create & start' }).click()
  await app.expectState('pipes', 'running')
  await expect(app.screen).toContainText('err')

  const limits = await app.unfold('Limits')
  await limits.getByLabel('Processes').fill('30')
  await limits.getByRole('button', { name: 'Update limits' }).click()
  await expect(app.inspector).toContainText('of 30')

  await app.exec(`sh -c 'echo $GREETING; exit 4'`)
  await expect(app.tab(/exited 4$/)).toBeVisible()
  await expect(app.screen).toContainText('hello')
  await app.action('Debug shell').click()
  await expect(app.screen).toContainText('pipes /proc/1/root #')

  await app.fillCreate({ name: 'typo', command: '/bin/no-such-program' })
  await page.getByRole('button', { name: 'Create & start' }).click()
  await expect(app.dialog('New container').getByRole('alert')).toContainText('no such file')
})

test('frozen, rewound in place, and once more beside the first: a variable is there in both', async ({
  desktop,
}) => {
  const { app, page } = desktop
  await app.startDemoShell()
  await app.type('WORD=before; echo word-$WORD')
  await expect(app.screen).toContainText('word-before')
  await app.checkpoint(async (dialog) => {
    await dialog.getByLabel('Name', { exact: true }).fill('calm')
  })
  await app.expectState('shell-1', 'running')
  await app.kill('SIGKILL')
  await app.expectState('shell-1', '137 killed')
  await app.action('Rewind…').click()
  await page.getByRole('menuitem', { name: /^calm / }).click()
  await app.expectState('shell-1', 'running')
  await page.getByRole('button', { name: /^Checkpoint calm, / }).click()
  await page.getByRole('button', { name: /^Restore into/ }).click()
  await app.dialog('New container').getByRole('button', { name: 'Create & start' }).click()
  await app.expectState('shell-1b', 'running')
  await app.type('echo beside $WORD, lo is $(ifconfig lo | grep -o UP)')
  await expect(app.screen).toContainText('beside before, lo is UP')
  await app.tab(/^Console of shell-1,/).click()
  await app.type('echo first $WORD')
  await expect(app.screen).toContainText('first before')
  await app.picture('desktop-two-of-one')
})
