import { readdirSync, readFileSync } from 'node:fs'
import { access, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { swapRootfs } from '../../../electron/engine/checkpoint/rootfs-swap.ts'
import { CheckpointStore } from '../../../electron/engine/checkpoint/store.ts'
import { runtimeProcesses, waitForOrphans } from '../../../electron/engine/process/orphans.ts'
import { run } from '../../../electron/engine/runtime/run.ts'
import { Runc } from '../../../electron/engine/runtime/runc.ts'
import type { Progress } from '../../../shared/contract.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { ASKED_SHELL, ask, containerOf, Rig, said, skipReason } from './rig.ts'

let rig: Rig
beforeEach(async () => {
  rig = await Rig.open()
})
afterEach(() => rig.close())

/** A dump lets what it has written go on. */
const goesOn = (log: string) => readFileSync(log, 'utf8').includes('Unfreezing tasks')

describe('a checkpoint', unless(skipReason), () => {
  test('leaves it running; restored into two more that run beside it, memory and files are of that moment', async () => {
    const source = await rig.shell(ASKED_SHELL)
    const x = await said(source, 'first')
    await writeFile(join(source.prepared.rootfs, 'note'), 'then')
    const checkpoint = await rig.take(source, { name: 'first light' })
    expect(await rig.status(source)).toBe('running')
    await writeFile(join(source.prepared.rootfs, 'note'), 'later')

    expect(checkpoint).toMatchObject({ name: 'first light', restorable: true, terminal: false })
    expect(checkpoint.size).toBeGreaterThan(100_000)
    expect(checkpoint.frozenMs).toBeGreaterThan(1)
    expect(rig.store.list()).toEqual([checkpoint])

    const first = await rig.fromCheckpoint(checkpoint)
    const second = await rig.fromCheckpoint(checkpoint)
    expect(await ask(first)).toBe(x)
    expect(await ask(second)).toBe(x)
    expect(await ask(source)).toBe(x)
    expect(await readFile(join(first.prepared.rootfs, 'note'), 'utf8')).toBe('then')
    for (const { id, pid } of [source, first, second]) {
      expect(await readFile(`/proc/${pid}/cgroup`, 'utf8')).toMatch(new RegExp(`/${id}$`, 'm'))
    }
  })

  test('the loopback of a restored private network is up', async () => {
    const source = await rig.shell(ASKED_SHELL)
    await said(source, 'first')
    const copy = await rig.fromCheckpoint(await rig.take(source))
    const link = ['nsenter', '-t', String(copy.pid), '-n', 'ip', 'link', 'show', 'lo'] as const
    expect((await run(link)).stdout).toMatch(/<LOOPBACK,UP/)
  })

  test('ends it with exit, and it becomes that again in place', async () => {
    const source = await rig.shell(ASKED_SHELL)
    const x = await said(source, 'first')
    const checkpoint = await rig.take(source, { exit: true })
    await until(async () => (await rig.status(source)) !== 'running', 'the end')
    expect(checkpoint.frozenMs).toBeGreaterThan(1)
    await writeFile(join(source.prepared.rootfs, 'rubbish'), 'later')

    const swap = await swapRootfs(source.prepared.rootfs, checkpoint.rootfs ?? '')
    await rig.restoreInPlace(source, checkpoint)
    await swap.keep()
    expect(await ask(source)).toBe(x)
    await expect(access(join(source.prepared.rootfs, 'rubbish'))).rejects.toThrow()
  })

  test('a paused one stays paused', async () => {
    const source = await rig.shell(ASKED_SHELL)
    const x = await said(source, 'first')
    await source.runc.pause(source.id)
    const checkpoint = await rig.take(
      source,
      {},
      { container: { ...containerOf(source), state: 'paused' } },
    )
    expect(await rig.status(source)).toBe('paused')
    const copy = await rig.fromCheckpoint(checkpoint)
    expect(await ask(copy)).toBe(x)
  })
  test('its own folders for images and logs, and a name', async () => {
    const source = await rig.shell(ASKED_SHELL)
    const x = await said(source, 'first')
    const [imagePath, workPath] = [
      join(rig.dir, 'elsewhere/images'),
      join(rig.dir, 'elsewhere/work'),
    ]
    const checkpoint = await rig.take(source, { imagePath, workPath })
    expect(await readdir(imagePath)).toContain('inventory.img')
    expect(await readdir(workPath)).toEqual(expect.arrayContaining(['dump.log', 'stats-dump']))
    expect(await ask(await rig.fromCheckpoint(checkpoint))).toBe(x)
    await expect(rig.take(source, { imagePath })).rejects.toMatchObject({
      code: 'invalid-input',
      message: `${imagePath} is not empty`,
    })
    expect(await readdir(imagePath)).toContain('inventory.img')
    await writeFile(join(imagePath, 'mine'), '')
    await rig.store.delete(checkpoint.id)
    expect(await readdir(imagePath)).toEqual(['mine'])
  })

  test('a folder of the user’s is shared, and no copy is made', async () => {
    const source = await rig.perl('sleep 1 while 1')
    const checkpoint = await rig.take(source)
    expect(checkpoint.rootfs).toBeNull()
    const copy = await rig.fromCheckpoint(checkpoint)
    expect(copy.prepared).toMatchObject({ rootfs: source.prepared.rootfs, ownsRootfs: false })
    expect(await rig.status(copy)).toBe('running')
  })

  test('the network of the host: nothing of it is touched', async () => {
    const source = await rig.shell(ASKED_SHELL, { network: 'host' })
    const x = await said(source, 'first')
    const copy = await rig.fromCheckpoint(await rig.take(source))
    expect(await ask(copy)).toBe(x)
    expect(copy.prepared.spec.hooks).toBeUndefined()
  })

  test('cancelled while memory is written: the container runs on, nothing of it is left', async () => {
    const source = await rig.shell(
      `${ASKED_SHELL.replace('while', 'head -c 100000000 /dev/zero | tr "\\0" x > /dev/shm/big; while')}`,
    )
    const x = await said(source, 'first')
    const cancel = new AbortController()
    const taking = rig.take(
      source,
      {},
      {
        signal: cancel.signal,
        progress: ({ phase }) => {
          if (phase === 'writing memory') setTimeout(() => cancel.abort(), 100)
        },
      },
    )
    await expect(taking).rejects.toMatchObject({ code: 'cancelled' })
    expect(await rig.status(source)).toBe('running')
    expect(await ask(source)).toBe(x)
    expect(await readdir(rig.layout.checkpoints())).toEqual([])
    const checkpoint = await rig.take(source)
    expect(await ask(await rig.fromCheckpoint(checkpoint))).toBe(x)
  })

  test('cancelled in each of its phases: the container runs on, nothing of it is left', async () => {
    const source = await rig.shell(ASKED_SHELL)
    const x = await said(source, 'first')
    const phases = [
      'copying the root filesystem',
      'writing memory',
      'taking what changed',
      'completing the copy',
    ]
    for (const wanted of phases) {
      const cancel = new AbortController()
      const progress = ({ phase }: Progress) => {
        if (phase === wanted) cancel.abort()
      }
      const taking = rig.take(source, {}, { signal: cancel.signal, progress })
      await expect(taking, wanted).rejects.toMatchObject({ code: 'cancelled' })
      expect(await rig.status(source)).toBe('running')
      expect(await readdir(rig.layout.checkpoints())).toEqual([])
    }
    expect(await ask(source)).toBe(x)
    const seen: Progress[] = []
    const checkpoint = await rig.take(source, {}, { progress: (value) => seen.push(value) })
    expect([...new Set(seen.map(({ phase }) => phase))]).toEqual(phases)
    const pages = seen.filter(({ phase }) => phase === 'writing memory')
    expect(pages[0]).toMatchObject({ done: 0, total: expect.any(Number), unit: 'bytes' })
    expect(await ask(await rig.fromCheckpoint(checkpoint))).toBe(x)
  })

  test('with exit it cannot be cancelled any more', async () => {
    const source = await rig.shell(ASKED_SHELL)
    const x = await said(source, 'first')
    const cancel = new AbortController()
    const progress = () => cancel.abort()
    const checkpoint = await rig.take(source, { exit: true }, { signal: cancel.signal, progress })
    expect(await ask(await rig.fromCheckpoint(checkpoint))).toBe(x)
  })

  test('an engine that dies once the container has ended finds the checkpoint again', async () => {
    const source = await rig.shell(ASKED_SHELL)
    const x = await said(source, 'first')
    const died = new Error('the engine died here')
    const progress = ({ phase }: Progress) => {
      if (phase === 'copying the root filesystem') throw died
    }
    // What a SIGKILL leaves: the dump is whole, the copy is not, and nothing was written of it.
    vi.spyOn(rig.store, 'write').mockRejectedValue(died)
    await expect(rig.take(source, { exit: true, name: 'last' }, { progress })).rejects.toBe(died)
    const heard: string[] = []
    rig.store = new CheckpointStore(rig.layout)
    const [checkpoint] = await rig.store.load((text) => heard.push(text))
    expect(checkpoint).toMatchObject({ name: 'last', rootfs: expect.any(String) })
    expect(heard).toEqual([expect.stringContaining('“last” was finished')])
    if (checkpoint) expect(await ask(await rig.fromCheckpoint(checkpoint))).toBe(x)
  })

  test('an engine that dies while it holds a dump: the next one lets it go, and the container runs on', async () => {
    const source = await rig.shell(ASKED_SHELL)
    const x = await said(source, 'first')
    let stopped = 0
    const progress = ({ phase }: Progress) => {
      if (phase !== 'taking what changed') return
      const isOurs = ({ argv }: { argv: string[] }) =>
        argv.includes('checkpoint') && argv.includes(source.id)
      void runtimeProcesses().then(async (processes) => {
        // What a SIGKILL of the engine leaves.
        stopped = processes.find(isOurs)?.pid ?? 0
        process.kill(stopped, 'SIGSTOP')
      })
    }
    const taking = rig.take(source, {}, { progress })
    await until(() => stopped > 0, 'the hold')
    await waitForOrphans(source.layout.dir, await runtimeProcesses())
    await taking
    expect(await rig.status(source)).toBe('running')
    expect(await ask(source)).toBe(x)
  })

  test('where a script runs runc, which cannot be held by it, the container is paused for its files', async () => {
    const source = await rig.shell(ASKED_SHELL)
    const x = await said(source, 'first')
    const binary = join(source.layout.dir, 'runc')
    await writeFile(binary, `#!/bin/sh\n${source.runc.options.binary} "$@"\nexit $?\n`, {
      mode: 0o755,
    })
    const phases = new Set<string>()
    const progress = ({ phase }: Progress) => {
      phases.add(phase)
      const [id = ''] = readdirSync(rig.layout.checkpoints())
      const log = join(rig.store.files(id).work, 'dump.log')
      const isSlow = phase === 'taking what changed'
      const until = Date.now() + 2000
      while (isSlow && Date.now() < until && !goesOn(log));
    }
    const checkpoint = await rig.take(
      { ...source, runc: new Runc({ ...source.runc.options, binary }) },
      {},
      { progress },
    )
    expect([...phases]).toEqual(expect.arrayContaining(['pausing', 'resuming']))
    expect(await rig.status(source)).toBe('running')
    expect(await ask(await rig.fromCheckpoint(checkpoint))).toBe(x)
    expect(await ask(source)).toBe(x)
  })

  // A script stands for CRIU: it takes another container that ends in the very instant.
  test('another container that ends while CRIU looks at all cgroups: it is asked once more', async () => {
    const source = await rig.shell(ASKED_SHELL)
    const x = await said(source, 'first')
    const binary = join(source.layout.dir, 'runc')
    const asked = join(source.layout.dir, 'asked')
    const line =
      '(00.01) Error (criu/cgroup.c:650): cg: failed walking /sys/fs for empty cgroups: gone'
    const text = `#!/bin/sh
n=$(cat ${asked} 2>/dev/null || echo 0)
case " $* " in *" checkpoint "*) echo $((n + 1)) > ${asked};; *) n=9;; esac
[ $n -ge $(cat ${asked}.fail 2>/dev/null || echo 1) ] && exec ${source.runc.options.binary} "$@"
while [ "$1" != --work-path ]; do shift; done
echo '${line}' > "$2/dump.log"
exit 1
`
    await writeFile(binary, text, { mode: 0o755 })
    const scripted = { ...source, runc: new Runc({ ...source.runc.options, binary }) }
    const checkpoint = await rig.take(scripted)
    expect(readFileSync(asked, 'utf8')).toBe('2\n')
    expect(await ask(await rig.fromCheckpoint(checkpoint))).toBe(x)
    await writeFile(`${asked}.fail`, '9')
    await writeFile(asked, '0')
    await expect(rig.take(scripted)).rejects.toMatchObject({
      message: 'the checkpoint failed: a cgroup went away while CRIU looked at it',
    })
    expect(readFileSync(asked, 'utf8')).toBe('3\n')
    expect(await ask(source)).toBe(x)
  })

  test('pre-dumps and parents are refused where the kernel does not track memory', async () => {
    const source = await rig.shell(ASKED_SHELL)
    const base = await rig.take(source)
    for (const options of [{ preDump: true }, { parent: base.id }]) {
      await expect(rig.take(source, options)).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining('not here'),
      })
    }
    expect(await rig.status(source)).toBe('running')
  })
})
