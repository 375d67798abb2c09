import { readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Checkpoint } from '../../../shared/model.ts'
import { askShell } from '../../support/ask.ts'
import { restoreIn } from '../../support/from-moment.ts'
import { makeBundle } from '../../support/rootfs.ts'
import {
  failure,
  names,
  ref,
  skipReason,
  TestEngine,
  type Wanted,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { Viewer } from '../../support/viewer.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const SHELL: Wanted = { process: { terminal: true } }
const restore = (id: string, checkpoint: Checkpoint) => restoreIn(engine, id, checkpoint)
const ask = (id: string, command: string) => askShell(engine, id, command)

describe('what is asked of a checkpoint', unless(skipReason), () => {
  test('every option at once reaches CRIU, at the dump and again at the restore', async () => {
    await engine.run('c', SHELL)
    await ask('c', 'X=all')
    const imagePath = engine.place.path('chosen/images')
    const workPath = engine.place.path('chosen/work')
    const checkpoint = await engine.checkpoint('c', {
      name: 'all of them',
      exit: true,
      allowOpenTcp: true,
      allowExternalUnixSockets: true,
      allowTerminal: true,
      fileLocks: true,
      emptyNamespaces: ['network'],
      imagePath,
      workPath,
    })
    await engine.ended('c')
    expect(readdirSync(imagePath)).toContain('inventory.img')
    expect(readdirSync(workPath)).toEqual(expect.arrayContaining(['dump.log', 'stats-dump']))
    const restoreWork = engine.place.path('chosen/restore')
    await engine.call('containers.restore', {
      ...ref('c'),
      checkpoint: checkpoint.id,
      options: { workPath: restoreWork },
    })
    expect(await ask('c', 'echo $X')).toBe('all')
    expect(await ask('c', 'ifconfig lo')).toMatch(/UP LOOPBACK/)
    expect(readdirSync(restoreWork)).toContain('restore.log')

    const ran = (await engine.journal('c')).flatMap(({ commands }) => commands.map((c) => c.argv))
    const flags = ['--tcp-established', '--ext-unix-sk', '--shell-job', '--file-locks']
    const dump = ran.find((argv) => argv.includes('checkpoint')) ?? []
    expect(dump).toEqual(
      expect.arrayContaining([...flags, '--empty-ns', 'network', imagePath, workPath]),
    )
    expect(dump).not.toContain('--leave-running')
    const restored = ran.find((argv) => argv.includes('--restore')) ?? []
    expect(restored).toEqual(
      expect.arrayContaining([
        imagePath,
        ...[...flags, '--empty-ns', 'network', restoreWork].map((arg) => `--runtime-opt=${arg}`),
      ]),
    )
  })

  test('CRIU’s settings in a file that the bundle names: a large deleted file comes along', async () => {
    const settings = engine.place.path('criu.conf')
    writeFileSync(settings, 'ghost-limit 10485760\n')
    const path = await makeBundle(engine.place.path('bundle'), (spec) => {
      spec.process.args = [
        ...['busybox', 'sh', '-c'],
        'busybox dd if=/dev/zero of=/tmp/big bs=1M count=3; exec 5</tmp/big; busybox rm /tmp/big; echo up; while :; do busybox sleep 1; done',
      ]
      spec.annotations = { 'org.criu.config': settings }
    })
    await engine.run('c', { source: { kind: 'bundle', path }, stdin: 'none' })
    const viewer = await Viewer.open(engine.client, { kind: 'init', ...ref('c') })
    await viewer.shows('up')
    viewer.close()
    const checkpoint = await engine.checkpoint('c', { exit: true })
    await engine.ended('c')
    await restore('c', checkpoint)
    const { pid } = await engine.get('c')
    expect(readlinkSync(`/proc/${pid}/fd/5`)).toMatch(/big.* \(deleted\)$/)
    expect(statSync(`/proc/${pid}/fd/5`).size).toBe(3 * 1024 * 1024)
  })

  test('folders that cannot take images are refused, and nothing is made', async () => {
    await engine.run('c', SHELL)
    const file = engine.place.path('file')
    writeFileSync(file, 'mine')
    // Below /proc Node's own mkdir of a whole path never comes back.
    const paths = [file, join(file, 'below'), '/proc/nowhere', '/proc/self/nowhere/else']
    const cases = paths.flatMap((path) => [{ imagePath: path }, { workPath: path }])
    for (const options of cases) {
      const [[field, path] = []] = Object.entries(options)
      expect(await failure(engine.checkpoint('c', options))).toMatchObject({
        code: 'invalid-input',
        field: `options.${field}`,
        message: expect.stringContaining(`${path} `),
      })
      expect(await engine.get('c')).toMatchObject({ state: 'running', busy: null })
      expect((await engine.call('engine.snapshot', {})).checkpoints).toEqual([])
      expect(names(join(engine.place.folders.state, 'checkpoints'))).toEqual([])
    }
    const checkpoint = await engine.checkpoint('c', { exit: true })
    const before = await engine.ended('c')
    for (const workPath of [file, '/proc/nowhere/else']) {
      const options = { workPath }
      expect(
        await failure(
          engine.call('containers.restore', { ...ref('c'), checkpoint: checkpoint.id, options }),
        ),
      ).toMatchObject({ code: 'invalid-input', field: 'options.workPath' })
      expect(await engine.get('c')).toEqual(before)
    }
    expect(readFileSync(file, 'utf8')).toBe('mine')
  })
})
