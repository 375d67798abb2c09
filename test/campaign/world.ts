import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { processStartTime, processStat } from '../../electron/engine/runtime/proc.ts'
import { signalName } from '../../shared/model.ts'
import { processesBeside } from '../support/inside.ts'
import { NAMESPACE, names, ref, runc, type TestEngine } from '../support/test-engine.ts'
import { until } from '../support/until.ts'
import { Viewer } from '../support/viewer.ts'
import { type Life, SHORT_EXIT } from './life.ts'

const exec = promisify(execFile)
/** What was killed by an engine that died in it is shown as ended within this. */
const DYING_MS = 2000

/** What runc, the kernel and the disk say, beside what the engine shows. Throws where they differ. */
export async function compare(
  engine: TestEngine,
  lives: Life[],
  checkpoints: Set<string>,
): Promise<void> {
  await everyMonitorIsKnown(engine)
  await everyProcessIsKnown(engine)
  await runcAgrees(engine)
  await diskAgrees(engine, checkpoints)
  for (const life of lives) await nothingIsLost(engine, life)
}

/** A conmon for each init and exec that lives and no other, as many cgroups, no mount on the machine. */
async function everyMonitorIsKnown(engine: TestEngine): Promise<void> {
  const watched = async () => {
    const containers = await engine.containers()
    const alive = containers.flatMap(({ id, pid, execs }) => [
      ...(pid ? [`${id}/`] : []),
      ...execs.filter((one) => one.pid).map((one) => `${id}/execs/${one.id}/`),
    ])
    return alive.sort()
  }
  const monitors = () =>
    engine.place
      .monitors()
      .map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0'))
      .map((argv) => argv[argv.indexOf('-P') + 1] ?? '')
      .map((path) => path.split(`/containers/${NAMESPACE}/`)[1]?.replace('conmon.pid', '') ?? path)
      .sort()
  let [shown, there]: [string[], string[]] = [[], []]
  await until(async () => {
    shown = await watched()
    there = monitors()
    return JSON.stringify(shown) === JSON.stringify(there)
  }, 'as many monitors as processes').catch(() => expect(there).toEqual(shown))
  for (const { id, execs, ...init } of await engine.containers()) {
    for (const { pid, monitor } of [init, ...execs]) {
      if (!pid) continue
      expect(processStartTime(pid), `${id} is shown with a pid that is gone`).not.toBeNull()
      expect(monitor, `${id} is not watched`).toBe('watching')
    }
  }
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
  expect(mounts).not.toContain(engine.place.folder)
}

/** Everything that runs in a container is of its init's session or of a shown exec's: each leads one. */
async function everyProcessIsKnown(engine: TestEngine): Promise<void> {
  for (const { id, pid, execs } of await engine.containers()) {
    if (!pid) continue
    const strangers = () => {
      const leaders = [pid, ...execs.flatMap((one) => one.pid ?? [])]
      return processesBeside(pid).filter(
        (one) => !leaders.includes(processStat(one)?.session ?? pid),
      )
    }
    const what = `${id} holds nothing that is not shown`
    await until(() => strangers().length === 0, what).catch(() =>
      expect(strangers(), what).toEqual([]),
    )
  }
}

/** `runc list` names the same containers in the same states. */
async function runcAgrees(engine: TestEngine): Promise<void> {
  const { stdout } = await exec(runc, ['--root', engine.place.root(), 'list', '--format', 'json'])
  const known: { id: string; status: string; pid: number }[] = JSON.parse(stdout) ?? []
  const containers = await engine.containers()
  const living = containers.filter(({ pid }) => pid !== null)
  const ofRunc = (status: (status: string) => boolean) =>
    known
      .filter((one) => status(one.status))
      .map(({ id, status, pid }) => `${id} ${status} ${pid}`)
      .sort()
  expect(ofRunc((status) => status !== 'stopped')).toEqual(
    living.map(({ id, state, pid }) => `${id} ${state} ${pid}`).sort(),
  )
  const ended = containers
    .filter(({ state }) => state === 'stopped')
    .map(({ id }) => `${id} stopped 0`)
  for (const one of ofRunc((status) => status === 'stopped')) expect(ended).toContain(one)
  const cgroups = names(
    readdirSync('/sys/fs/cgroup').includes('freezer') ? '/sys/fs/cgroup/freezer' : '/sys/fs/cgroup',
  )
  const ours = cgroups.filter((name) => name.startsWith(`runcible-${engine.place.instance}-`))
  const owners = known.map(({ id }) => `runcible-${engine.place.instance}-${NAMESPACE}-${id}`)
  for (const cgroup of ours) expect(owners, `the cgroup ${cgroup} is nobody’s`).toContain(cgroup)
}

/** A folder for each container and each checkpoint, and every acknowledged checkpoint is there. */
async function diskAgrees(engine: TestEngine, checkpoints: Set<string>): Promise<void> {
  const { state } = engine.place.folders
  const containers = (await engine.containers()).map(({ id }) => id).sort()
  expect(names(join(state, 'containers', NAMESPACE)).sort()).toEqual(containers)
  const shown = (await engine.call('engine.snapshot', {})).checkpoints.map(({ id }) => id)
  expect(names(join(state, 'checkpoints')).sort()).toEqual([...shown].sort())
  for (const id of checkpoints) expect(shown, `the checkpoint ${id} is lost`).toContain(id)
  // What the engine's death cut off may have been finished by the next one.
  for (const id of shown) checkpoints.add(id)
}

/** What was acknowledged of a container still holds; what was under way was done or not. */
async function nothingIsLost(engine: TestEngine, life: Life): Promise<void> {
  const { id, underWay } = life
  const about = `${id}, ${life.state} when the engine died in ${underWay ?? 'nothing'}`
  const find = async () => (await engine.containers()).find((one) => one.id === id)
  if (underWay === 'kill') {
    // The signal may have been sent just before: then its end comes by itself, in a moment. A step into what is dying fails.
    await until(async () => (await find())?.state === 'stopped', about, DYING_MS).catch(() => {})
  }
  const found = await find()
  expect(life.possible(), about).toContain(found?.state ?? 'absent')
  expect(found?.busy ?? null, about).toBeNull()
  expect(found?.problem ?? null, about).toBeNull()
  if (found?.state === 'stopped') {
    expect(found.exit?.code, `${about}: ended by ${signalName(9)} or a checkpoint`).toBe(137)
    if (life.state === 'stopped' && life.exit) expect(found.exit, about).toEqual(life.exit)
  }
  const sameLife =
    found && !['create', 'delete', 'createFromCheckpoint', 'restore'].includes(underWay ?? '')
  for (const [exec, kind] of sameLife ? life.execs : []) {
    const shown = found?.execs.find((one) => one.id === exec)
    expect(shown, `${about}: the exec ${exec} is lost`).toBeDefined()
    if (kind === 'short') {
      await until(
        async () => (await engine.getExec(id, exec)).exit !== null,
        `${about}: ${exec} to end`,
      )
      const { exit } = await engine.getExec(id, exec)
      // It may have been frozen and killed with its container before it came to its end.
      expect([SHORT_EXIT, 137], about).toContain(exit?.code)
    }
  }
  if (
    found &&
    life.greeting &&
    life.possible().every((state) => ['running', 'paused', 'stopped'].includes(state))
  ) {
    const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref(id) })
    await viewer.shows(life.greeting)
    viewer.close()
  }
  life.settle(found)
}
