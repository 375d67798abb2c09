import { mkdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Checkpoint } from '../../../shared/model.ts'
import { askShell } from '../../support/ask.ts'
import { from, restoreIn } from '../../support/from-moment.ts'
import { failure, ref, skipReason, TestEngine, type Wanted } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const SHELL: Wanted = { process: { terminal: true } }
const restore = (id: string, checkpoint: Checkpoint) => restoreIn(engine, id, checkpoint)

/** Asks a shell, through a console of its own. */
const ask = (id: string, command: string) => askShell(engine, id, command)

/** What the log of its console holds. */
async function consoleText(id: string): Promise<string> {
  const target = { kind: 'init', ...ref(id) } as const
  const { lines } = await engine.call('consoles.lines', { target, limit: 1000 })
  return lines.map(({ text }) => text).join('\n')
}

describe('a moment', unless(skipReason), () => {
  test('says what ran, what its console showed, what it leaves out, and which moment it came from', async () => {
    const share = engine.place.path('share')
    mkdirSync(share)
    await engine.run('c', {
      ...SHELL,
      mounts: [{ kind: 'bind', source: share, destination: '/share' }],
    })
    await ask('c', 'sleep 1000 & echo now 1')
    const first = await engine.checkpoint('c')
    expect(first).toMatchObject({ from: null, trigger: 'asked', processes: ['sh', 'sleep'] })
    expect(first.lastLines.join('\n')).toContain('now 1')
    expect(first.leftOut).toEqual([{ kind: 'host', what: share, destination: '/share' }])
    const second = await engine.checkpoint('c', { exit: true })
    expect(second.from).toBe(first.id)
    await engine.ended('c')
    await restore('c', first)
    const branch = await engine.run('d', from(second))
    expect([(await engine.get('c')).moment, branch.moment]).toEqual([first.id, second.id])
    expect((await engine.checkpoint('d')).from).toBe(second.id)

    await engine.restart()
    await engine.call('checkpoints.delete', { checkpoint: second.id })
    const { checkpoints } = await engine.call('engine.snapshot', {})
    expect(checkpoints.map((one) => one.from)).toEqual([null, first.id])
    await engine.call('checkpoints.delete', { checkpoint: first.id })
    expect((await engine.get('c')).moment).toBeNull()
    expect((await engine.call('engine.snapshot', {})).checkpoints[0]?.from).toBeNull()
  })

  test('its console comes back with it: in place behind what was there, in another as its own', async () => {
    await engine.run('c', SHELL)
    await ask('c', 'echo so far')
    const moment = await engine.checkpoint('c', { name: 'then' })
    await ask('c', 'echo too far')
    await engine.call('containers.kill', { ...ref('c'), signal: 9 })
    await engine.ended('c')
    await restore('c', moment)
    const [before = '', after = ''] = (await consoleText('c')).split('── rewound to “then” ──')
    expect(before).toContain('too far')
    expect(after).toContain('so far')
    expect(after).not.toContain('too far')
    expect(await ask('c', 'echo on')).toBe('on')

    await engine.run('d', from(moment))
    const branched = await consoleText('d')
    expect(branched).toContain('so far')
    expect(branched).not.toMatch(/too far|rewound/)
    expect(await ask('d', 'echo on')).toBe('on')
  })

  test('a clone by one call: from a moment of its own, with what it asks for; a name in use changes nothing', async () => {
    await engine.run('c', SHELL)
    await ask('c', 'X=42; exec 9>/lock; echo held >&9')
    const clone = (as: string) => engine.call('containers.clone', { ...ref('c'), as })
    expect((await failure(clone('c'))).code).toBe('already-exists')
    expect((await engine.call('engine.snapshot', {})).checkpoints).toEqual([])
    const copy = await clone('d')
    const [moment] = (await engine.call('engine.snapshot', {})).checkpoints
    expect(moment).toMatchObject({ name: 'for d', trigger: 'clone' })
    expect(copy).toMatchObject({ state: 'running', moment: moment?.id, stdin: 'open' })
    expect([await ask('c', 'echo $X'), await ask('d', 'echo $X')]).toEqual(['42', '42'])
  })
})
