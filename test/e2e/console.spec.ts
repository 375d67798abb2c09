import { expect, test } from './app.ts'
import { expectAccessible } from './audit.ts'
import { countPixels } from './colours.ts'

test('a terminal: colours, size, 10,000 lines back, also after a reload', async ({ app }) => {
  const { page } = app
  await app.startDemoShell()

  await test.step('colours', async () => {
    await app.type("printf '\\033[48;2;1;200;3m%40s\\033[0m\\n' ' '")
    await expect.poll(() => countPixels(page, '#01c803')).toBeGreaterThan(1000)
  })

  await test.step('its size follows the window', async () => {
    const size = async () => {
      await app.type('clear; echo size $(stty size) end')
      await expect(app.screen).toContainText(/size \d+ \d+ end/)
      const [, rows, cols] =
        /size (\d+) (\d+) end/.exec((await app.screen.textContent()) ?? '') ?? []
      return { rows: Number(rows), cols: Number(cols) }
    }
    const before = await size()
    await page.setViewportSize({ width: 1600, height: 900 })
    await expect.poll(async () => (await size()).cols).toBeGreaterThan(before.cols + 20)
    expect((await size()).rows).toBeGreaterThan(before.rows)
    await page.setViewportSize({ width: 1280, height: 800 })
    await expect.poll(size).toEqual(before)
  })

  const findFirst = async () => {
    await app.focusConsole()
    await page.keyboard.press('Control+Shift+F')
    await page.getByRole('textbox', { name: 'Find in this console' }).fill('10001')
    await expect(app.screen).toContainText('10003')
    await page.getByRole('button', { name: 'Close find' }).click()
  }
  await test.step('10,000 lines back', async () => {
    await app.type('clear; seq 10001 20000; echo $((3 * 5)) lines')
    await expect(app.screen).toContainText('15 lines', { timeout: 30_000 })
    await findFirst()
    await app.picture('console-history')
  })
  await test.step('and again from the engine’s own record', async () => {
    await page.reload()
    await app.row('shell-1').click()
    await expect(app.screen).toContainText('15 lines')
    await findFirst()
  })
})

test('a long history comes under its screen: not one picture of it runs through', async ({
  app,
}) => {
  const { page } = app
  await app.startDemoShell()
  await app.type('clear; seq 10001 20000; echo $((3 * 5)) lines')
  await expect(app.screen).toContainText('15 lines', { timeout: 30_000 })
  await app.create({ name: 'other', command: 'sleep 1000', terminal: false })
  await app.expectState('other', 'running')
  await app.tab(/^Console of shell-1,/).press('Delete')
  const pictures = await page.evaluate(picturesAfterClick, { row: 'shell-1', ms: 1500 })
  const first = pictures.findIndex((text) => text.includes('15 lines'))
  expect(first).toBeGreaterThan(0)
  expect(pictures.slice(0, first).filter((text) => text.trim() !== '')).toEqual([])
  expect(pictures.slice(first).filter((text) => !text.includes('15 lines'))).toEqual([])
  await app.focusConsole()
  await page.keyboard.press('Shift+PageUp')
  await expect(app.screen).not.toContainText('15 lines')
})

/** In the page: what the terminal in sight shows in each frame after a click on a row. */
function picturesAfterClick({ row, ms }: { row: string; ms: number }): Promise<string[]> {
  const all = [...document.querySelectorAll<HTMLElement>('[role=option]')]
  all.find((one) => one.getAttribute('aria-label')?.startsWith(`${row}, `))?.click()
  const pictures: string[] = []
  const end = performance.now() + ms
  return new Promise((resolve) => {
    const look = () => {
      const screens = [...document.querySelectorAll<HTMLElement>('.xterm-rows')]
      pictures.push(screens.find((one) => one.offsetParent)?.textContent ?? '')
      if (performance.now() > end) resolve(pictures)
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
}

test('a paste arrives whole, a large one in pieces', async ({ app }) => {
  const { page } = app
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.startDemoShell()
  const paste = async (text: string) => {
    await page.evaluate((value) => navigator.clipboard.writeText(value), text)
    await app.focusConsole()
    await page.keyboard.press('Control+Shift+V')
    const question = app.dialog(/^Paste \d+ lines into shell-1\?$/)
    await question.getByRole('button', { name: 'Paste', exact: true }).click()
  }
  await paste('echo first $((1 + 1))\necho second $((2 + 2))\n')
  await expect(app.screen).toContainText('first 2')
  await expect(app.screen).toContainText('second 4')

  const lines = Array.from({ length: 4000 }, (_, n) => `${'x'.repeat(40)} ${n}`)
  await app.type('stty -echo; cat > /tmp/pasted; stty echo; echo took $(wc -c < /tmp/pasted) bytes')
  const text = `${lines.join('\n')}\n`
  await paste(text)
  await page.keyboard.press('Control+D')
  await expect(app.screen).toContainText(`took ${text.length} bytes`, { timeout: 30_000 })
})

test('execs beside the init: terminal or pipes, user, folder, environment; signal, exit, delete', async ({
  app,
}) => {
  const { page } = app
  await app.startDemoShell()

  await app.exec(
    `sh -c 'echo "$WHO is $(id -u) in $PWD"; echo to stderr >&2; exec sleep 1000'`,
    async (dialog) => {
      await dialog.getByRole('switch', { name: /^Terminal/ }).uncheck()
      await dialog.getByLabel('User').fill('demo')
      await dialog.getByLabel('Working directory').fill('/tmp')
      await dialog.getByLabel('Environment').fill('WHO=somebody')
      await app.picture('exec')
    },
  )
  await expect(app.screen).toContainText('somebody is 1000 in /tmp')
  await expect(app.screen).toContainText('to stderr')
  await expect(page.getByText('stdout', { exact: true })).toBeVisible()
  await expect(page.getByText('stderr', { exact: true })).toBeVisible()
  await app.picture('exec-pipes')

  const processes = await app.unfold('Processes')
  const exec = processes.getByRole('listitem').filter({ hasText: 'sleep 1000' })
  await expect(exec).toContainText(/running · .* · pid \d+/)
  const choose = async (entry: string) => {
    await exec.getByRole('button', { name: 'Actions on sh' }).click()
    await page.getByRole('menuitem', { name: entry }).click()
  }
  await exec.getByRole('button', { name: 'Actions on sh' }).click()
  await expect(page.getByRole('menuitem', { name: 'Delete' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  // It is heard once the menu has the keyboard.
  await expect(async () => {
    await page.keyboard.press('Escape')
    await expect(page.getByRole('menu')).toBeHidden({ timeout: 500 })
  }).toPass()
  await choose('Signal…')
  await app.dialog('Signal sh').getByRole('button', { name: 'Send SIGTERM' }).click()
  await expect(exec).toContainText('143')
  await choose('Delete')
  await expect(exec).toBeHidden()

  await app.exec('sh')
  await expect(app.tab(/^Exec sh in shell-1/)).toHaveAttribute('aria-selected', 'true')
  await expect(app.screen).toContainText('/ #')
  await app.type('tty; exit 5')
  await expect(app.tab(/^Exec sh in shell-1, exited 5/)).toBeVisible()
  await expect(app.screen).toContainText('/dev/pts/')
  await app.tab(/^Console of shell-1/).click()
  await app.type('echo still $((40 + 2))')
  await expect(app.screen).toContainText('still 42')
})

test('pipes: stdout and stderr are told apart, lines go to stdin', async ({ app }) => {
  const { page } = app
  await app.readScreensAloud()
  await app.create({
    name: 'pipes',
    command: `sh -c 'while read line; do echo "out $line"; echo "err $line" >&2; done'`,
    terminal: false,
  })
  const line = page.getByRole('textbox', { name: 'Line to the stdin of pipes' })
  await line.fill('one')
  await line.press('Enter')
  await expect(app.screen).toContainText('out one')
  await expect(app.screen).toContainText('err one')
  await line.press('ArrowUp')
  await expect(line).toHaveValue('one')
  await app.picture('console-pipes')

  await test.step('each of the two alone, of what was and of what comes', async () => {
    const show = (which: string) => app.choose(page.locator('body'), 'Output shown', which)
    await show('stderr')
    await expect(app.screen).toContainText('err one')
    await expect(app.screen).not.toContainText('out one')
    await app.picture('console-stderr')
    await line.fill('two')
    await line.press('Enter')
    await expect(app.screen).toContainText('err two')
    await expect(app.screen).not.toContainText('out')
    await show('stdout')
    await expect(app.screen).toContainText('out two')
    await expect(app.screen).toContainText('out one')
    await expect(app.screen).not.toContainText('err')
    await show('both')
    await expect(app.screen).toContainText('err two')
    await expect(app.screen).toContainText('out two')
  })

  await test.step('with the times at which they were said', async () => {
    await app.focusConsole()
    await page.keyboard.press('Shift+F10')
    await page.getByRole('menuitem', { name: 'Lines with their times…' }).click()
    const lines = app.dialog('Lines of pipes')
    const row = (text: string) => lines.getByRole('row', { name: text })
    await expect(row('stdout out one')).toContainText(/\d\d:\d\d:\d\d\.\d{3}/)
    await expect(row('stderr err two')).toBeVisible()
    await app.choose(lines, 'Output shown', 'stderr')
    await expect(row('out one')).toBeHidden()
    await lines.getByRole('textbox', { name: 'Show lines with' }).fill('TWO')
    await expect(lines.getByRole('status')).toHaveText('1 of 4 lines')
    await expectAccessible(page, 'console-lines')
    await app.picture('console-lines')
    await page.keyboard.press('Escape')
  })

  await test.step('run again in place, once it has ended', async () => {
    await app.kill('SIGKILL')
    await page.getByRole('button', { name: 'Run it again' }).click()
    await app.expectState('pipes', 'running')
    await line.fill('three')
    await line.press('Enter')
    await expect(app.screen).toContainText('out three')
  })
})

test('a debug shell in a container without a shell, and a trace of its process', async ({
  app,
}) => {
  const { page } = app
  await app.readScreensAloud()
  await app.create({ name: 'bare', command: 'sleep 1000' })
  await app.expectState('bare', 'running')
  await app.action('Debug shell').click()
  await expect(app.tab('Debug shell in bare, running')).toHaveAttribute('aria-selected', 'true')
  await expect(app.screen).toContainText('bare /proc/1/root #')
  await expect(app.screen).not.toContainText('getcwd')
  await app.type('echo in $(hostname); ps')
  await expect(app.screen).toContainText('in bare')
  await expect(app.screen).toContainText(/1 .*sleep 1000/)
  await app.type('cd bin; ls sh')
  await expect(app.screen).toContainText('bare /proc/1/root/bin #')
  await app.picture('debug-shell')
  const sessions = page.getByRole('list', { name: 'Processes of bare' })

  await test.step('it is there after a reload, goes on while the container is paused, and is told of before a checkpoint', async () => {
    await page.reload()
    await expect(app.screen).toContainText('bare /proc/1/root/bin #')
    await app.action('Pause').click()
    await app.expectState('bare', 'paused')
    await app.type('echo still $((40 + 2))')
    await expect(app.screen).toContainText('still 42')
    await app.action('Checkpoint…').click()
    await expect(app.dialog(/Checkpoint/)).toContainText(
      'These exec sessions will not be in the checkpoint:busybox sh',
    )
    await page.keyboard.press('Escape')
    await app.action('Resume').click()
    await app.expectState('bare', 'running')
  })

  await test.step('a trace of one process is begun from the tree, and ended from the list', async () => {
    await page.getByRole('button', { name: 'All that runs inside…' }).click()
    await app.picture('processes-trace')
    await page.getByRole('button', { name: 'Trace system calls of sleep 1' }).click()
    await expect(app.tab('strace -f -p 1 in bare, running')).toHaveAttribute(
      'aria-selected',
      'true',
    )
    await expect(app.screen).toContainText(/strace: Process 1 attached/)
    await app.picture('debug-trace')
    await sessions.getByRole('button', { name: 'Actions on strace -f -p 1 in bare' }).click()
    await page.getByRole('menuitem', { name: 'End, with all that it started' }).click()
    await expect(app.tab(/^strace/)).toBeHidden()
  })

  await page.keyboard.press('Control+Shift+D')
  await expect(app.tab('Debug shell in bare, running')).toHaveCount(2)
  await app.type('exit')
  await expect(app.tab('Debug shell in bare, exited 0')).toBeVisible()
  await expect(
    sessions.getByRole('button', { name: /Debug shell in bare, exited 0/ }),
  ).toBeVisible()
})

test('what an exec leaves running is said under its console, and ended from there', async ({
  app,
}) => {
  const { page } = app
  await app.startDemoShell()
  await app.exec(`sh -c 'sleep 1000 > /dev/null 2>&1 & echo bye'`, async (dialog) => {
    await dialog.getByRole('switch', { name: /^Terminal/ }).uncheck()
  })
  await expect(app.screen).toContainText('bye')
  const bar = page.getByRole('status').filter({ hasText: 'still runs' })
  await expect(bar).toContainText('1 process of this session still runs')
  await app.picture('left-running')
  await bar.getByRole('button', { name: 'End it' }).click()
  await expect(bar).toBeHidden()
  await app.tab(/^Console of shell-1/).click()
  await app.type('clear; ps -o args | grep -c "[s]leep 1000"')
  await expect(app.screen).toContainText(/^0/m)
})
