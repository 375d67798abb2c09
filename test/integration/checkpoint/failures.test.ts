import { execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, open, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readSpec } from '../../../electron/engine/bundle/spec.ts'
import { Runc } from '../../../electron/engine/runtime/runc.ts'
import { which } from '../../../electron/engine/runtime/tools.ts'
import { toWireError, type WireError } from '../../../shared/errors.ts'
import type { Checkpoint, CheckpointOptions } from '../../../shared/model.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { ASKED_SHELL, ask, Rig, type Running, said, skipReason } from './rig.ts'

let rig: Rig
const closing: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  rig = await Rig.open()
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  await rig.close()
})

/** The failure of `work`, which must fail. */
const failure = (work: Promise<unknown>): Promise<WireError> =>
  work.then(() => expect.fail('it did not fail'), toWireError)

/** Tells the test that the script has come this far, and stays. CRIU cuts sleeps short, so one is not enough. */
const READY = 'open F,">/tmp/ready";print F 1;close F;sleep 1 while 1'

/** A perl container that has run `script`. */
async function perl(script: string, share?: string): Promise<Running> {
  const running = await rig.perl(`${script};${READY}`, share)
  await said(running, 'tmp/ready')
  return running
}

/** The dump fails, says why, keeps CRIU's log, leaves nothing of the checkpoint, and the container runs on. */
async function refusedDump(
  running: Running,
  options?: Partial<CheckpointOptions>,
  others: Checkpoint[] = [],
) {
  const error = await failure(rig.take(running, options))
  expect(error.code).toBe('checkpoint-failed')
  expect(error.command).toContain('checkpoint')
  expect(error.exitCode).toBe(1)
  expect(error.excerpt?.path).toBe(join(running.layout.dir, 'dump.log'))
  expect(error.excerpt?.lines[error.excerpt.mark]).toContain(error.said)
  expect(rig.store.list()).toEqual(others)
  expect(await readdir(rig.layout.checkpoints())).toEqual(others.map(({ id }) => id))
  expect(await rig.status(running)).toBe('running')
  return error
}

/** One whose dumps go by too quickly to be held. */
class Unheld extends Runc {
  override checkpoint(...[id, args, options]: Parameters<Runc['checkpoint']>) {
    return super.checkpoint(id, args, { ...options, held: undefined })
  }
}

describe('what CRIU refuses', unless(skipReason), () => {
  const TCP = `$l=IO::Socket::INET->new(Listen=>1,LocalAddr=>"127.0.0.1",LocalPort=>7000) or die;
    $c=IO::Socket::INET->new("127.0.0.1:7000") or die; $s=$l->accept or die`
  /** Counts in /tmp/count what went over the connection and came back. */
  const TCP_COUNT = `${TCP}; $c->autoflush(1);
    while (1) {
      print $c ++$n, "\\n"; $got=<$s>; open G,">/tmp/new"; print G $got; close G;
      rename "/tmp/new","/tmp/count"; select(undef,undef,undef,0.02)
    }`

  test('an established TCP connection: the option helps, at the dump and again at the restore', async () => {
    const running = await rig.perl(TCP_COUNT)
    await said(running, 'tmp/count')
    const error = await refusedDump(running)
    expect(error.message).toBe(
      'the checkpoint failed: the container has an established TCP connection',
    )
    expect(error.said).toContain('Connected TCP socket, consider using --tcp-established')
    expect(error.remedy?.option).toBe('allowOpenTcp')

    const checkpoint = await rig.take(running, { allowOpenTcp: true, exit: true })
    await until(async () => (await rig.status(running)) !== 'running', 'the end')
    const without = await failure(rig.fromCheckpoint(checkpoint, { allowOpenTcp: false }))
    expect(without).toMatchObject({
      code: 'restore-failed',
      message: 'the restore failed: the image holds an established TCP connection',
      remedy: { option: 'allowOpenTcp' },
    })
    const before = Number(await said(running, 'tmp/count'))
    await rig.fromCheckpoint(checkpoint)
    const count = async () => Number(await said(running, 'tmp/count'))
    await until(async () => (await count()) > before + 5, 'the count to go on')
  })

  test('a file lock: the option helps', async () => {
    const running = await perl('open L,">/tmp/l"; flock L,2 or die')
    const error = await refusedDump(running)
    expect(error.message).toBe(
      'the checkpoint failed: a process in the container holds a file lock',
    )
    expect(error.remedy?.option).toBe('fileLocks')
    const checkpoint = await rig.take(running, { fileLocks: true, exit: true })
    await until(async () => (await rig.status(running)) !== 'running', 'the end')
    await rig.restoreInPlace(running, checkpoint)
    expect(await rig.status(running)).toBe('running')
  })

  test('a unix stream to the outside: nothing helps, and that is said', async () => {
    const share = await mkdtemp(join(rig.dir, 'share-'))
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(join(share, 's'), resolve))
    closing.push(async () => server.close())
    const running = await perl('$c=IO::Socket::UNIX->new(Peer=>"/share/s") or die', share)
    const message =
      'the checkpoint failed: a unix socket is connected to a process outside the container'
    const error = await refusedDump(running)
    expect(error).toMatchObject({ message, hint: expect.stringContaining('No option') })
    expect(error.said).toContain('External socket is used')
    const allowed = await refusedDump(running, { allowExternalUnixSockets: true })
    expect(allowed).toMatchObject({ message })
    expect(allowed.said).toContain("Can't dump half of stream unix connection")
  })

  test('a unix datagram to the outside', async () => {
    const share = await mkdtemp(join(rig.dir, 'share-'))
    const bind = `use Socket; socket(S,PF_UNIX,SOCK_DGRAM,0); bind(S,sockaddr_un("${share}/d")) or die; sleep 60`
    const listener = execFile('perl', ['-e', bind])
    closing.push(async () => {
      const gone = new Promise((resolve) => listener.once('exit', resolve))
      listener.kill()
      await gone
    })
    await until(() => existsSync(join(share, 'd')), 'the listener')
    const connect =
      'use Socket; socket(S,PF_UNIX,SOCK_DGRAM,0); connect(S,sockaddr_un("/share/d")) or die'
    const running = await perl(connect, share)
    expect((await refusedDump(running)).message).toBe(
      'the checkpoint failed: a unix datagram socket sends to a process outside the container',
    )
  })

  test('a large deleted file that is still open: the option helps', async () => {
    const running = await rig.shell(
      `dd if=/dev/urandom of=/big bs=1M count=3; exec 5</big; md5sum < /big > /sum; rm /big; echo 1 > /ready;
      while ! [ -e /ask ]; do usleep 20000; done; md5sum <&5 > /now; mv /now /answer; sleep 1000`,
    )
    await said(running, 'ready')
    const error = await refusedDump(running)
    expect(error.message).toBe(
      'the checkpoint failed: a deleted file of 3145728 bytes is still open (/big)',
    )
    expect(error.remedy?.option).toBe('largeDeletedFiles')
    const copy = await rig.fromCheckpoint(await rig.take(running, { largeDeletedFiles: true }))
    expect(await ask(copy)).toBe(await said(running, 'sum'))
  })

  test('a deleted file that has another name: its link is taken along, and is none in a folder of the user’s', async () => {
    const script =
      'echo hallo > /tmp/a; exec 5</tmp/a; ln /tmp/a /tmp/b; rm /tmp/a; echo 1 > /ready;'
    const read = 'while ! [ -e /ask ]; do usleep 20000; done; cat <&5 > /answer; sleep 1000'
    const running = await rig.shell(script + read)
    await said(running, 'ready')
    const checkpoint = await rig.take(running)
    expect(await readdir(join(running.prepared.rootfs, 'tmp'))).toEqual(['b'])
    const copy = await rig.fromCheckpoint(checkpoint)
    expect(await ask(copy)).toBe('hallo')
    expect(await readdir(join(copy.prepared.rootfs, 'tmp'))).toEqual(['b'])
    const refused =
      'the checkpoint failed: a deleted file that is still open has another name, too (/tmp/a)'
    // Where CRIU cannot be held, the link is gone before it could be copied.
    const unheld = { ...running, runc: new Unheld(running.runc.options) }
    expect((await refusedDump(unheld, {}, [checkpoint])).message).toBe(refused)
    expect(await readdir(join(running.prepared.rootfs, 'tmp'))).toEqual(['b'])

    const outside = await perl('open G,">/tmp/a";link "/tmp/a","/tmp/b";unlink "/tmp/a"')
    expect((await refusedDump(outside, {}, [checkpoint])).message).toBe(refused)
    expect((await readdir(join(outside.prepared.rootfs, 'tmp'))).sort()).toEqual(['b', 'ready'])
  })

  test('no iptables-restore, no tar', async () => {
    const running = await rig.shell(ASKED_SHELL)
    await said(running, 'first')
    const without = async (name: string, cannot = 'nothing') => {
      const criu = await criuWithout(name, running.runc.options.criu ?? '', cannot)
      return refusedDump({ ...running, runc: new Runc({ ...running.runc.options, criu }) })
    }
    expect(await without('iptables-restore', 'network_lock_nftables')).toMatchObject({
      message: expect.stringContaining('CRIU needs the program iptables-restore'),
      hint: 'Install it: apt-get install iptables',
    })
    expect(await without('tar')).toMatchObject({
      message: expect.stringContaining('CRIU needs the program tar'),
      hint: 'Install it: apt-get install tar',
    })
    expect(await without('gzip')).toMatchObject({
      message: expect.stringContaining('the contents of a tmpfs'),
    })
  })

  test.each(['nftables', 'iptables'])(
    'a CRIU that is killed while it has closed the network by %s: it is open again',
    async (means) => {
      const [script, settings, there] = ['at', 'conf', 'there'].map((name) =>
        join(rig.dir, `${means}-${name}`),
      )
      await writeFile(
        script ?? '',
        `#!/bin/sh\n[ "$CRTOOLS_SCRIPT_ACTION" = post-dump ] || exit 0\necho $PPID > ${there}\nwhile kill -0 $PPID; do sleep 0.1; done\n`,
        { mode: 0o755 },
      )
      // What runc hands on counts before all other settings.
      await writeFile(settings ?? '', `network-lock ${means}\naction-script ${script}\n`)
      const running = await rig.perl(
        `$s=IO::Socket::INET->new(Proto=>"udp",LocalAddr=>"127.0.0.1",LocalPort=>7000) or die;
         while(1){ $c=IO::Socket::INET->new(Proto=>"udp",PeerAddr=>"127.0.0.1:7000"); $c->send("x");
           $in=""; vec($in,fileno($s),1)=1; select($in,undef,undef,0.2) or next; $s->recv($b,9);
           open F,">/tmp/new";print F ++$n;close F;rename "/tmp/new","/tmp/count";
           select(undef,undef,undef,0.02) }`,
        undefined,
        { 'org.criu.config': settings ?? '' },
      )
      await said(running, 'tmp/count')
      const failed = failure(rig.take(running))
      // The file is there before its first line is.
      await until(() => readFileSync(there ?? '', 'utf8').endsWith('\n'), 'the lock')
      const criu = Number(readFileSync(there ?? '', 'utf8'))
      expect(readFileSync(`/proc/${criu}/cmdline`, 'utf8')).toContain('criu: dump')
      process.kill(criu, 'SIGKILL')
      expect((await failed).code).toBe('checkpoint-failed')
      const count = async () => Number(await said(running, 'tmp/count'))
      const before = await count()
      await until(async () => (await count()) > before + 5, 'the count to go on')
      expect(await rig.status(running)).toBe('running')
    },
  )

  test('standard output on a file of the host, as a container of runc’s own has it', async () => {
    const running = await rig.perl('sleep 1 while 1')
    const { runc, layout } = running
    const id = `${running.id}-byhand`
    const spec = await readSpec(layout.config())
    await writeFile(
      layout.config(),
      JSON.stringify({ ...spec, linux: { ...spec.linux, cgroupsPath: `/${id}` } }),
    )
    const file = await open(join(rig.dir, 'stdout'), 'w')
    const argv = [...runc.globalArgs(), 'run', '--detach', '--bundle', layout.bundle(), id]
    const child = spawn(runc.options.binary, argv, { stdio: ['ignore', file.fd, file.fd] })
    await new Promise((resolve) => child.once('exit', resolve))
    await file.close()
    closing.push(() => runc.delete(id, { force: true }))
    const error = await refusedDump({ ...running, id })
    expect(error.message).toBe(
      'the checkpoint failed: file descriptor 1 of a process leads to a file of the host',
    )
  })

  test('a rootfs that changed since: size, mode, gone', async () => {
    const running = await rig.shell(
      'echo hallo > /open; exec 5</open; echo 1 > /ready; while :; do sleep 1; done',
    )
    await said(running, 'ready')
    const checkpoint = await rig.take(running)
    const file = join(checkpoint.rootfs ?? '', 'open')

    await writeFile(file, 'longer than before')
    const size = await failure(rig.fromCheckpoint(checkpoint))
    expect(size.message).toBe(
      'the restore failed: /open has changed since the checkpoint (size 18, then 6)',
    )
    expect(size.excerpt?.lines[size.excerpt.mark]).toContain('File open has bad size 18 (expect 6)')

    await rm(file)
    await writeFile(file, 'hallo\n', { mode: 0o600 })
    const mode = await failure(rig.fromCheckpoint(checkpoint))
    expect(mode.message).toMatch(/\/open has changed since the checkpoint \(mode/)

    await rm(file)
    const gone = await failure(rig.fromCheckpoint(checkpoint))
    expect(gone.message).toBe('the restore failed: /open is not there as it was at the checkpoint')
  })
})

const HELPERS = ['tar', 'gzip', 'sh', 'env', 'iptables-restore', 'ip6tables-restore']

/** A criu that does not find one of the programs it runs. */
async function criuWithout(missing: string, criu: string, cannot: string): Promise<string> {
  const dir = await mkdtemp(join(rig.dir, 'bin-'))
  for (const name of HELPERS) {
    const path = await which(name)
    if (path && name !== missing) await symlink(path, join(dir, name))
  }
  await writeFile(
    join(dir, 'criu'),
    `#!/bin/sh\n[ "$3" = ${cannot} ] && exit 1\nPATH=${dir} exec ${criu} "$@"\n`,
    { mode: 0o755 },
  )
  return join(dir, 'criu')
}
