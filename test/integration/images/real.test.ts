import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { debianTree } from '../../../build/setup/debian-tree.mjs'
import { which } from '../../../electron/engine/runtime/which.ts'
import type { ImageSource } from '../../../shared/model.ts'
import { ask } from '../../support/ask.ts'
import { makeLayout } from '../../support/images.ts'
import { becameProgram } from '../../support/look.ts'
import {
  differences,
  type Look,
  lookAtFiles,
  lookAtProcess,
} from '../../support/look-at-container.ts'
import { Podman } from '../../support/podman.ts'
import { startRegistry } from '../../support/registry.ts'
import { ref, TestEngine, skipReason as withoutEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { byPodman, byUmoci, debian, LAYERED, layered } from './real-images.ts'

const exec = promisify(execFile)
const PROGRAMS = ['skopeo', 'umoci', 'podman', 'getfattr', 'docker-registry']
const missing = (
  await Promise.all(PROGRAMS.map(async (name) => ((await which(name)) ? [] : [name])))
).flat()
const skipReason = withoutEngine || (missing.length > 0 ? `lacks ${missing.join(', ')}` : '')
const tree = debianTree()

/** A difference that is meant to be. */
interface Meant {
  line: RegExp
  why: string
}

/** Everything that is otherwise than under podman 4.3; what stands here and is not so any more fails, too. */
const MEANT: readonly Meant[] = [
  {
    line: /^environment: - (HOSTNAME|TERM|container)=/,
    why: 'podman says its name and the host’s; the image and the request say all that ours has',
  },
  {
    line: /^environment: [-+] HOME=\/(made\/for\/it)?$/,
    why: 'an id without an entry in passwd: podman takes the working folder for its home, we take / as docker does',
  },
  {
    line: /^limits: [-+] Max (processes|open files) /,
    why: 'podman was told them, because it asks for more than this machine gives',
  },
  {
    line: /^mounts: [-+] \/ overlay (nodev,)?relatime,rw(,uuid=on)?$/,
    why: 'stricter: devices that an image brings cannot be opened',
  },
  { line: /^mounts: \+ \/proc\/interrupts /, why: 'stricter: newer engines mask it, too' },
  {
    line: /^mounts: - \/(etc\/(hosts|hostname)|run\/\.containerenv) /,
    why: 'podman writes these for every container; ours, which has no network, has those of the image',
  },
  {
    line: /^files: - (\/(etc\/(hosts|hostname)|run\/\.containerenv) f 755 0:0 0 |\/run d 755 0:0$)/,
    why: 'the empty files over which podman mounts them',
  },
  { line: /^files: - \/etc\/mtab l /, why: 'podman makes the link where an image lacks it' },
  {
    line: /^files: [-+] \/etc\/(passwd|group) /,
    why: 'podman adds an entry for an id that they do not know; ours stay the image’s',
  },
  {
    line: /^files: ([-] \/ d 555|[+] \/ d 755) 0:0$/,
    why: 'no layer names the root folder: each has its own idea of its mode',
  },
  {
    line: /^files: [-+] \/made\/for\/it d 755 (1234|0):0$/,
    why: 'the working folder that no layer has is made by runc, as root; podman gives it to the user',
  },
]
const met = new Set<Meant>()

/** Those that no `MEANT` explains. */
const unmeant = (theirs: Look, ours: Look): string[] =>
  differences(theirs, ours).filter((line) => {
    const meant = MEANT.find((one) => one.line.test(line))
    if (meant) met.add(meant)
    return !meant
  })

/** What busybox in a container is let do and what not, and what it sees of it. */
const TRIALS = `umask; pwd; id -u; id -g
cat page gone /locked /coloured /far; echo x > /shared/its; ls -ln /shared/its
cat /absolute; cat /dangling; ls /old; ls -l /becomes-file /becomes-folder
busybox mknod /tmp/n c 1 3; busybox chown 5 page; busybox mount -t tmpfs x /tmp; busybox hostname other
cat /proc/kcore | busybox wc -c; cat /proc/keys; echo 1 > /proc/sys/kernel/panic; echo 1 > /sys/kernel/mm/ksm/run
busybox chroot / /bin/echo changed; busybox kill -0 1 && echo may
busybox nice -n -5 echo nicer; busybox date -s 2020-01-01 > /dev/null; busybox dd if=/dev/zero bs=1 count=1 2>/dev/null | busybox wc -c
rm page; ls page; echo "$GREETING$BUILT$MADE_BY"`

let engine: TestEngine
let podman: Podman
let registry: Awaited<ReturnType<typeof startRegistry>> | undefined
const place = (...parts: string[]) => engine.place.path(...parts)
beforeAll(async () => {
  engine = await TestEngine.open()
  if (skipReason) return
  podman = new Podman(place('podman'), engine.place.instance)
  registry = await startRegistry(place('registry'), 'docker-registry', false)
})
afterAll(async () => {
  await registry?.stop()
  try {
    await podman?.clear()
  } finally {
    await engine.clear()
  }
})

/** The same image in both, looked at from outside, and then asked to try the same things. */
async function compare(id: string, source: ImageSource, forPodman: string, trials = TRIALS) {
  const image = await engine.call('images.import', { source, name: id })
  const [theirs, ours] = await Promise.all([podman.run(id, forPodman), runHere(id, image.id)])
  const [before, after] = await Promise.all([lookAt(theirs), lookAt(ours)])
  expect(unmeant(before, after)).toEqual([])
  // The kernel tells only that there is a filter, not which calls it lets through.
  const { config } = await engine.call('containers.config', ref(id))
  const { seccomp } = (await podman.config(id)).linux
  expect(seccomp).toBeDefined()
  expect(JSON.parse(config).linux.seccomp).toEqual(seccomp)
  expect(after.files?.length).toBeGreaterThan(40)
  if (!trials) return
  const said = await podman.call('exec', id, '/bin/sh', '-c', `exec 2>&1; ${trials}`)
  expect(await ask(engine, id, trials)).toBe(said)
}

async function lookAt({ pid, rootfs }: { pid: number; rootfs: string }): Promise<Look> {
  return { ...lookAtProcess(pid), ...(await lookAtFiles(rootfs)) }
}

async function runHere(id: string, image: string) {
  const { pid, rootfs } = await engine.run(id, {
    source: { kind: 'image', image },
    process: { terminal: false },
    stdin: 'none',
  })
  await becameProgram(pid ?? 0)
  return { pid: pid ?? 0, rootfs }
}

describe('an image is as under podman: made', unless(skipReason), () => {
  test.each(LAYERED)('by hand, of three layers with whiteouts: %s', async (name) => {
    const layout = place('layered')
    const image = await podman.bring(`oci:${layout}:${name}`, name)
    await compare(name, { kind: 'path', path: layout, image: name }, image)
  })
  beforeAll(async () => {
    makeLayout(place('layered'), await layered())
  })

  test('by umoci', async () => {
    const layout = await byUmoci(place('by-umoci'))
    await compare(
      'umoci',
      { kind: 'path', path: layout },
      await podman.bring(`oci:${layout}:made`, 'umoci'),
    )
  })

  test('by podman, and saved in both forms', async () => {
    await byPodman(podman, place('build'))
    for (const form of ['docker-archive', 'oci-archive']) {
      const path = place(`${form}.tar`)
      await podman.call('save', '--format', form, '-o', path, 'localhost/built:1')
      await compare(form, { kind: 'path', path }, 'localhost/built:1')
    }
  })

  test(
    'by debootstrap',
    unless(tree ? '' : 'there is no small Debian here: npm run setup -- --only debianTree'),
    async () => {
      const layout = makeLayout(place('debian'), debian(tree ?? ''))
      await compare(
        'debian',
        { kind: 'path', path: layout },
        await podman.bring(`oci:${layout}:debian`, 'debian'),
        '',
      )
    },
  )

  test('elsewhere, and pulled from a registry', async () => {
    const reference = `${registry?.host}/team/layered:1`
    const source = `oci:${place('layered')}:user-by-name`
    await exec('skopeo', ['copy', '--dest-tls-verify=false', source, `docker://${reference}`])
    const image = await podman.bring(`docker://${reference}`, 'pulled')
    await compare('pulled', { kind: 'registry', reference, tlsVerify: false }, image)
  })

  test('and every difference that is listed as meant was there', () => {
    expect(MEANT.filter((one) => !met.has(one)).map(({ why }) => why)).toEqual([])
  })
})
