import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultSpec } from '../../electron/engine/bundle/defaults.ts'
import type { Spec } from '../../electron/engine/bundle/spec.ts'
import { which } from '../../electron/engine/runtime/which.ts'

const APPLETS = ['sh', 'sleep', 'cat', 'echo', 'id', 'ls', 'true', 'env', 'pwd']

/** A root filesystem of the user's: busybox, and a user `guest` of its own. */
export async function makeRootfs(folder: string): Promise<string> {
  for (const name of ['bin', 'etc', 'proc', 'sys', 'dev', 'tmp', 'home/guest']) {
    mkdirSync(join(folder, name), { recursive: true })
  }
  cpSync((await which('busybox')) ?? '', join(folder, 'bin/busybox'), { dereference: true })
  for (const applet of APPLETS) symlinkSync('busybox', join(folder, 'bin', applet))
  writeFileSync(join(folder, 'etc/passwd'), 'guest:x:77:88::/home/guest:/bin/sh\n')
  writeFileSync(join(folder, 'etc/group'), 'guests:x:88:\nfriends:x:99:guest\n')
  return folder
}

/** A bundle of the user's; `change` makes its config.json another than the usual. */
export async function makeBundle(folder: string, change: (spec: Spec) => void): Promise<string> {
  await makeRootfs(join(folder, 'rootfs'))
  const spec = structuredClone(defaultSpec(false))
  spec.process.terminal = false
  change(spec)
  writeFileSync(join(folder, 'config.json'), JSON.stringify(spec))
  return folder
}
