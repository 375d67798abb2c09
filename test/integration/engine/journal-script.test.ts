import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scriptOf } from '../../../renderer/journal/script/script.ts'
import { hasLimits } from '../../support/limits.ts'
import {
  commandLine,
  NAMESPACE,
  names,
  ref,
  runc,
  runcState,
  script,
  skipReason,
  TestEngine,
} from '../../support/test-engine.ts'
import { TOOLS } from '../../support/tools.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'

const SECRET = 'not for the journal'
const IDS = ['frozen', 'ended', 'back', 'new', 'gone']

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open()
})
afterAll(() => engine.clear())

const byHand = (root: string, ...args: string[]) =>
  execFileSync(runc, ['--root', root, ...args], { stdio: 'ignore' })
const statusOf = async (root: string, id: string) => (await runcState(root, id))?.status ?? null

/** A container's folder again, with a cgroup of its own. Gives its bundle, then and now. */
function copied(id: string): { was: string; now: string } {
  const was = join(engine.place.folders.state, 'containers', NAMESPACE, id)
  const now = engine.place.path('copies', id)
  execFileSync('cp', ['-a', was, now])
  const config = join(now, 'bundle', 'config.json')
  const text = readFileSync(config, 'utf8').replaceAll(was, now)
  writeFileSync(config, text.replace(/("cgroupsPath": *"[^"]*)"/, '$1-again"'))
  return { was: join(was, 'bundle'), now: join(now, 'bundle') }
}

describe('the journal as a shell script', unless(skipReason), () => {
  test('run with plain runc, it ends in the same states, and holds no secret', async () => {
    await engine.create('frozen', { process: { args: ['sh'], terminal: true }, stdin: 'open' })
    await engine.create('ended', script('exec cat', { stdin: 'open' }))
    for (const id of ['back', 'new', 'gone']) await engine.create(id)
    mkdirSync(engine.place.path('copies'))
    const bundles = IDS.map(copied)
    for (const id of ['frozen', 'ended', 'back', 'gone']) {
      await engine.call('containers.start', ref(id))
    }
    await engine.call('containers.pause', ref('frozen'))
    await engine.call('containers.resume', ref('frozen'))
    if (hasLimits)
      await engine.call('containers.update', { ...ref('frozen'), limits: { pids: 50 } })
    const args = ['sh', '-c', `printf %s "$TOKEN it's\n" >/did`]
    const request = { args, env: [`TOKEN=${SECRET}`], stdin: 'none' as const }
    const { id: exec } = await engine.call('execs.create', { ...ref('frozen'), request })
    await engine.call('execs.start', { ...ref('frozen'), exec })
    await engine.execEnded('frozen', exec)
    byHand(engine.place.root(), 'pause', 'frozen')
    await engine.waitFor('frozen', ({ state }) => state === 'paused', 'paused')
    await engine.kill('ended', 9, true)
    await engine.kill('gone')
    for (const id of ['ended', 'gone']) await engine.ended(id)
    await engine.call('containers.delete', ref('gone'))
    const { id: checkpoint } = await engine.checkpoint('back', { exit: true })
    await engine.ended('back')
    await engine.call('containers.restore', { ...ref('back'), checkpoint })

    const entries = await engine.call('journal.list', { limit: 500 })
    const text = scriptOf(entries)
    expect(text).not.toContain(SECRET)
    expect(JSON.stringify(entries)).not.toContain(SECRET)
    const path = engine.place.path('again.sh')
    const moved = bundles.reduce(
      (before, { was, now }) =>
        before.replace(`='${was}'`, `='${now}'`).replace(`=${was} `, `=${now} `),
      text,
    )
    writeFileSync(path, moved)
    const root = engine.place.path('again')
    try {
      execFileSync('sh', [path], {
        env: {
          PATH: `${TOOLS}/bin:${process.env.PATH}`,
          RUNC_ROOT: root,
          WORK: engine.place.path('work'),
          TOKEN: 'given',
        },
        stdio: ['ignore', 'ignore', 'pipe'],
        timeout: 30_000,
      })
      for (const id of IDS) {
        expect([id, await statusOf(root, id)]).toEqual([
          id,
          await statusOf(engine.place.root(), id),
        ])
      }
      expect(await statusOf(root, 'back')).toBe('running')
      expect(readFileSync(engine.place.path('copies/frozen/rootfs/did'), 'utf8')).toBe(
        "given it's\n",
      )
      if (hasLimits) {
        const { cgroup_paths: cgroups } = JSON.parse(
          readFileSync(join(root, 'frozen', 'state.json'), 'utf8'),
        )
        expect(readFileSync(`${cgroups.pids ?? cgroups['']}/pids.max`, 'utf8')).toBe('50\n')
      }
    } finally {
      for (const id of IDS) {
        if (!existsSync(join(root, id))) continue
        if ((await statusOf(root, id)) === 'paused') byHand(root, 'resume', id)
        byHand(root, 'delete', '--force', id)
      }
      const helps = () =>
        names('/proc').some((pid) => /^\d+$/.test(pid) && commandLine(Number(pid)).includes(path))
      await until(() => !helps(), 'what the script left to hold pipes to end')
    }
    // Where they still live, nothing of it is done: one of a pair would freeze and kill the other.
    writeFileSync(path, text)
    expect(() =>
      execFileSync('sh', [path], { env: { PATH: process.env.PATH }, stdio: 'pipe' }),
    ).toThrow(/delete it first, or name a copy of the bundle/)
  })
})
