import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

const BUSYBOX = execFileSync('which', ['busybox'], { encoding: 'utf8' }).trim()

/** A root filesystem in the new folder `dir`, as a user would bring one: the machine's busybox with its programs. */
export function makeRootfs(dir: string): string {
  for (const folder of ['bin', 'dev', 'proc', 'sys', 'tmp', 'etc']) {
    mkdirSync(join(dir, folder), { recursive: true })
  }
  copyFileSync(BUSYBOX, join(dir, 'bin/busybox'))
  const programs = execFileSync(BUSYBOX, ['--list'], { encoding: 'utf8' }).split('\n')
  for (const program of programs.filter((name) => name && name !== 'busybox')) {
    symlinkSync('busybox', join(dir, 'bin', program))
  }
  return dir
}
