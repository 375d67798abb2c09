import { Hands } from './hands.mjs'
import { Narrator } from './narrator.mjs'
import { Stage } from './stage.mjs'

/** Plays the main job from the first click to a crash survived. */
export async function play() {
  const stage = new Stage()
  // Closing the browser ends the step under way, and so the play.
  const stop = () => void stage.clear()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  try {
    await stage.startHost()
    const page = await stage.openWindow('light')
    const told = new Narrator(stage)
    const hands = new Hands(page)
    await begin(told, hands)
    await live(told, hands)
    const why = await hands.whyNot('Checkpoint…')
    if (why) console.log(`\nCheckpoints are left out: ${why}`)
    else await rewind(told, hands)
    await crash(told, hands, stage)
    console.log('\nThat was the main job. The pictures are in build/pictures.')
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
    await stage.clear()
  }
}

/** @param {Narrator} told @param {Hands} hands */
async function begin(told, hands) {
  await told.step('An empty window invites.', async () => {
    await hands.page.getByText('No containers yet.').waitFor()
    await hands.readScreens()
    await hands.picture('empty')
  })
  await told.step('The demo shell: created, started, its console attached.', async () => {
    await hands.press('Start the demo shell')
    await hands.reads('/ #')
    await hands.type('X=42; ls --color=auto /', 'usr')
    await hands.type('echo "X is $X"', 'X is 42')
  })
}

/** @param {Narrator} told @param {Hands} hands */
async function live(told, hands) {
  const noPause = await hands.whyNot('Pause')
  if (noPause) told.say(`Pausing is left out: ${noPause}`)
  else {
    await told.step('Paused, and on again.', async () => {
      await hands.act('Pause')
      await hands.sees('shell-1', 'paused')
      await hands.act('Resume')
      await hands.sees('shell-1', 'running')
    })
  }
  await told.step('Another process beside it: top, a console of its own.', async () => {
    await hands.act('Exec…')
    await hands.dialog('Exec in shell-1').getByLabel('Command').fill('top')
    await hands.press('Run')
    await hands.reads('Load average')
    await hands.picture('exec')
    await hands.page.keyboard.press('q')
    await hands.page.getByRole('tab', { name: 'Exec top in shell-1, exited 0' }).waitFor()
    await hands.page.getByRole('tab', { name: /^Console of shell-1,/ }).click()
  })
}

/** @param {Narrator} told @param {Hands} hands */
async function rewind(told, hands) {
  const { page } = hands
  await told.step('Frozen to disk; it runs on.', async () => {
    await hands.act('Checkpoint…')
    await hands.dialog('Checkpoint shell-1').getByLabel('Name', { exact: true }).fill('calm')
    await hands.picture('checkpoint')
    await hands.press('Take checkpoint')
    await page.getByRole('button', { name: /^Checkpoint calm, / }).waitFor()
  })
  await told.step('X is lost, and the shell killed.', async () => {
    await hands.type('X=gone; echo "X is $X"', 'X is gone')
    await hands.act('Kill…')
    await hands.press('SIGKILL at once')
    await hands.sees('shell-1', '137 killed')
  })
  await told.step('Rewound in place: X is back.', async () => {
    await hands.act('Restore…')
    await page.getByRole('menuitem', { name: /^calm / }).click()
    await hands.sees('shell-1', 'running')
    await hands.type('clear; echo "X is $X again"', 'X is 42 again')
  })
  await told.step(
    'The same moment once more, in a second container beside the first.',
    async () => {
      await page.getByRole('button', { name: /^Checkpoint calm, / }).click()
      await page.getByRole('button', { name: /^Restore into/ }).click()
      await hands.press('Create & start')
      await hands.sees('shell-1b', 'running')
      await hands.type('clear; hostname; echo "X is $X here, too"', 'X is 42 here, too')
      await hands.type('ls --color=auto /', 'usr')
      await page.getByRole('option', { name: /^shell-1, / }).click()
      await hands.type('ls --color=auto /', 'usr')
      await hands.picture('window-light')
      await page.emulateMedia({ colorScheme: 'dark' })
      await hands.picture('window-dark')
      await page.emulateMedia({ colorScheme: 'light' })
    },
  )
  await fail(told, hands)
}

/** @param {Narrator} told @param {Hands} hands */
async function fail(told, hands) {
  const { page } = hands
  const dialog = hands.dialog('Checkpoint shell-1')
  await told.step('CRIU refuses an open connection, and the window says why.', async () => {
    await hands.type('(sleep 99 | nc -l -p 99) & sleep 1; (sleep 99 | nc 127.0.0.1 99) &')
    await hands.type('sleep 1; netstat -tn', 'ESTABLISHED')
    await hands.act('Checkpoint…')
    await hands.press('Take checkpoint')
    await dialog.getByRole('alert').waitFor()
    await hands.picture('failure')
  })
  await told.step('One click on what it advises, and the checkpoint is taken.', async () => {
    await dialog.getByRole('alert').getByRole('button', { name: /TCP/ }).click()
    await page.getByRole('button', { name: /^Checkpoint moment-1, / }).waitFor()
  })
}

/** @param {Narrator} told @param {Hands} hands @param {Stage} stage */
async function crash(told, hands, stage) {
  await told.step('The engine is killed. Containers run on; the window waits.', async () => {
    await hands.type('clear; echo "before the crash"', 'before the crash')
    await stage.endHost('SIGKILL')
    await hands.page.getByRole('alert').filter({ hasText: 'Connection lost' }).waitFor()
    await hands.picture('connection-lost')
  })
  await told.step('It is started again: the same containers, the same text.', async () => {
    await stage.startHost()
    await hands.page
      .getByRole('alert')
      .filter({ hasText: 'Connection lost' })
      .waitFor({ state: 'hidden' })
    await hands.sees('shell-1', 'running')
    await hands.type('echo "X is still $X"', 'X is still 42')
  })
}
