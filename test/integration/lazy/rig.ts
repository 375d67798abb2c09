import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findCriu } from '../../../electron/engine/runtime/criu.ts'
import type { Checkpoint, Container } from '../../../shared/model.ts'
import { memoryBundle, SAME } from '../../support/memory-program.ts'
import {
  commandLine,
  names,
  ref,
  type TestEngine,
  TOOLS,
  type Wanted,
} from '../../support/test-engine.ts'
import { until } from '../../support/until.ts'
import { Viewer } from '../../support/viewer.ts'

const SIGUSR1 = 10
const criu = (await findCriu(join(TOOLS, 'bin'))) ?? 'criu'

/** A container that holds that many MiB of random bytes, and a checkpoint that ended it. */
export async function frozen(engine: TestEngine, id: string, mib: number, wanted: Wanted = {}) {
  const bundle = memoryBundle(engine.place.path(`bundle-${id}`), mib)
  await engine.run(id, { source: { kind: 'bundle', path: bundle }, stdin: 'none', ...wanted })
  const viewer = await view(engine, id)
  await viewer.shows('ready')
  viewer.close()
  const checkpoint = await engine.checkpoint(id, { exit: true })
  await engine.ended(id)
  return checkpoint
}

const view = (engine: TestEngine, id: string) =>
  Viewer.open(engine.client, { kind: 'init', ...ref(id) })

export const from = ({ id }: Checkpoint): Wanted => ({
  source: { kind: 'checkpoint', checkpoint: id },
  stdin: 'none',
})

export const restore = (
  engine: TestEngine,
  id: string,
  { id: checkpoint }: Checkpoint,
  options: { lazy?: boolean } = {},
) => engine.call('containers.restore', { ...ref(id), checkpoint, options })

/** Has the program read all of its memory; gives what it says. */
export async function checkMemory(engine: TestEngine, id: string): Promise<string> {
  const viewer = await view(engine, id)
  const verdict = /memory is (\w+) at \d+\n/g
  const before = viewer.text.match(verdict)?.length ?? 0
  await engine.kill(id, SIGUSR1)
  const verdicts = () => [...viewer.text.matchAll(verdict)].map(([, word]) => word ?? '')
  await until(() => verdicts().length > before, `a verdict on the memory of ${id}`)
  viewer.close()
  return verdicts().at(-1) ?? ''
}

export const filled = (engine: TestEngine, id: string) =>
  engine.waitFor(id, ({ filling }) => filling === null, 'whole')

/** The sizes that its bar has shown. */
export const shown = (engine: TestEngine, id: string) =>
  engine.changes(id).flatMap(({ filling }: Container) => (filling ? [filling] : []))

export const notes = async (engine: TestEngine, id: string) =>
  (await engine.journal(id)).flatMap(({ note }) => note ?? [])

/** The keepers at work below the engine's folder. */
export const keepers = (engine: TestEngine) =>
  names('/proc')
    .map(Number)
    .filter((pid) => {
      const argv = Number.isInteger(pid) ? commandLine(pid) : []
      return (
        argv[0] === '/bin/sh' &&
        argv.includes('lazy-pages') &&
        argv.join().includes(engine.place.folder)
      )
    })

/** The only one of them: 0 would be this process's own group. */
export function onlyKeeper(engine: TestEngine): number {
  const [pid, ...others] = keepers(engine)
  if (pid && others.length === 0) return pid
  throw new Error(`${others.length + (pid ? 1 : 0)} keepers`)
}

/**
 * A criu whose lazy-pages stop as soon as a restore is done, as long as the hold lasts: memory is missing for as long as a
 * test wants.
 */
export class HeldCriu {
  readonly path: string
  readonly #hold: string
  readonly #pid: string

  constructor(engine: TestEngine) {
    this.path = engine.place.path('held-criu')
    this.#hold = engine.place.path('hold')
    this.#pid = engine.place.path('held-pid')
    writeFileSync(this.#hold, '')
    writeFileSync(this.path, HELD(criu, this.#hold, this.#pid), { mode: 0o755 })
  }

  /** CRIU's own pid, once it stands still. */
  async pid(): Promise<number> {
    await until(() => existsSync(this.#pid), 'a held criu')
    return Number(readFileSync(this.#pid, 'utf8'))
  }

  /** The next one is held, too. */
  again(): void {
    rmSync(this.#pid)
  }

  /** The next one is not held; this one is still. */
  only(): void {
    rmSync(this.#hold)
  }

  async kill(): Promise<void> {
    process.kill(await this.pid(), 'SIGKILL')
  }

  async letGo(): Promise<void> {
    const pid = await this.pid()
    rmSync(this.#hold)
    process.kill(pid, 'SIGCONT')
  }
}

/**
 * Slow, and held as soon as CRIU's restore has logged in the work folder (the argument after --work-dir) that it needs it no
 * longer: held before, it would take the signal for an error. Who waits for that comes before all others, or on a busy machine
 * all memory is in, and CRIU gone, by then.
 */
const HELD = (real: string, hold: string, pid: string) => `#!/bin/sh
if [ "$1" = lazy-pages ] && [ -e ${hold} ]; then
  rm -f "$5/restore.log"
  nice -n -15 sh -c '
    while [ ! -s "$2" ]; do sleep 0.002; done
    until grep -q "pre-resume scripts" "$2"; do :; done
    kill -STOP $1 && echo $1 > ${pid}.next && mv ${pid}.next ${pid}
  ' hold $$ "$5/restore.log" > /dev/null 2>&1 3>&- &
fi
exec nice -n 19 ${real} "$@"
`

/** A criu that knows no lazy-pages. */
export function criuWithout(engine: TestEngine): string {
  const path = engine.place.path('plain-criu')
  const text = `#!/bin/sh\n[ "$1" = lazy-pages ] && { echo 'no lazy pages here' >&2; exit 1; }\nexec ${criu} "$@"\n`
  writeFileSync(path, text, { mode: 0o755 })
  return path
}

export { SAME }
