import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { which } from '../../build/setup/tools.mjs'

const FOLDERS = ['bin', 'dev', 'etc', 'proc', 'run', 'sys', 'tmp']
const APPLETS = ['cat', 'sh', 'sleep', 'stty', 'true']

/** What runs in every container that is measured by its life. */
export const IDLE_PROGRAM = ['/bin/sleep', '100000']

/** A root filesystem of busybox-static; each peer gets one of its own, for podman writes into it. */
export function makeRootfs(dir: string): string {
  const busybox = which('busybox')
  if (!busybox) throw new Error('busybox is missing')
  for (const folder of FOLDERS) mkdirSync(join(dir, folder), { recursive: true })
  copyFileSync(busybox, join(dir, 'bin/busybox'))
  for (const applet of APPLETS) symlinkSync('busybox', join(dir, 'bin', applet))
  return dir
}
