import { execFileSync } from 'node:child_process'
import { lstatSync, mkdtempSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Spec } from '../../electron/engine/bundle/spec.ts'
import { names } from './look.ts'
import { makeBundle } from './rootfs.ts'

/** runc, as somebody at a terminal runs it: with a runtime root, bundles and cgroups of its own. */
export class ByHand {
  readonly folder = mkdtempSync('/tmp/rf-')
  readonly root = join(this.folder, 'runc')

  path(...parts: string[]): string {
    return join(this.folder, ...parts)
  }

  runc(...args: string[]): string {
    return execFileSync('runc', ['--root', this.root, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  }

  /** Runs a container that goes on when runc has left; it waits unless `change` says another thing. Gives its init's pid. */
  async run(id: string, change: (spec: Spec) => void = () => {}): Promise<number> {
    const bundle = await makeBundle(this.path(id), (spec) => {
      spec.process.args = ['sh', '-c', 'sleep 1001 & sleep 1000']
      spec.linux = { ...spec.linux, cgroupsPath: `/${basename(this.folder)}-${id}` }
      change(spec)
    })
    // With stdout a pipe it would be waited for until the container has ended.
    execFileSync('runc', ['--root', this.root, 'run', '-d', '-b', bundle, id], { stdio: 'ignore' })
    return this.state(id).pid
  }

  state(id: string): { pid: number; status: string } {
    return JSON.parse(this.runc('state', id))
  }

  /** Ends what runs and removes all of it. */
  clear(): void {
    for (const id of names(this.root)) {
      // runc would wait for a fifo for good.
      if (!lstatSync(join(this.root, id, 'state.json'), { throwIfNoEntry: false })?.isFile())
        continue
      try {
        this.runc('delete', '--force', id)
      } catch {
        // what a test has made unreadable
      }
    }
    rmSync(this.folder, { recursive: true, force: true })
  }
}
