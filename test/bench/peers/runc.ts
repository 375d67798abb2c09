import { copyFileSync, readFileSync, rmSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ENV, gone, outputOf, run } from '../programs.ts'
import { timed } from '../statistics.ts'
import type { Workplace } from '../workplace.ts'
import type { Peer } from './peer.ts'

/** runc alone, by its own command line, on the config.json that Runcible would write. */
export class RuncPeer implements Peer {
  readonly name = 'runc'
  readonly #dir: string
  readonly #bundle: string
  readonly #log: string
  readonly #runc: readonly [string, ...string[]]

  /** `config` is the path of the config.json. */
  constructor(place: Workplace, config: string) {
    this.#dir = place.folder('runc')
    this.#bundle = place.folder('runc', 'bundle')
    copyFileSync(config, join(this.#bundle, 'config.json'))
    this.#log = join(this.#dir, 'log')
    const root = place.folder('runc', 'root')
    this.#runc = ['runc', '--root', root, '--log', this.#log]
    place.atEnd(() => sweep(root))
  }

  up(id: string) {
    return timed(async () => {
      await this.#run('create', '--bundle', this.#bundle, '--pid-file', this.#pidFile(id), id)
      await this.#run('start', id)
    })
  }

  exec(id: string) {
    return timed(() => this.#run('exec', id, 'true'))
  }

  pause(id: string) {
    return timed(async () => {
      await this.#run('pause', id)
      await this.#run('resume', id)
    })
  }

  kill(id: string) {
    const pid = Number(readFileSync(this.#pidFile(id), 'utf8'))
    return timed(async () => {
      await this.#run('kill', id, 'KILL')
      await gone(pid)
    })
  }

  async delete(id: string) {
    const ms = await timed(() => this.#run('delete', id))
    rmSync(join(this.#dir, id), { recursive: true, force: true })
    return ms
  }

  checkpoint(id: string) {
    return timed(() => this.#run('checkpoint', ...this.#criu(id), id))
  }

  restore(id: string) {
    const files = ['--bundle', this.#bundle, '--pid-file', this.#pidFile(id)]
    return timed(() => this.#run('restore', '--detach', ...files, ...this.#criu(id), id))
  }

  #criu(id: string): string[] {
    const images = join(this.#dir, id, 'images')
    return ['--image-path', images, '--work-path', join(this.#dir, id, 'work')]
  }

  #pidFile(id: string): string {
    return join(this.#dir, `${id}.pid`)
  }

  #run(...args: string[]): Promise<void> {
    // No stderr: runc hands its own on to the container, and CRIU cannot dump a file of the host.
    return run([...this.#runc, ...args]).catch((error: Error) => {
      const said = readFileSync(this.#log, 'utf8').trimEnd().split('\n').at(-1)
      throw new Error(`${error.message}: ${said}`)
    })
  }
}

/** Deletes whatever a runtime root still holds. */
export async function sweep(root: string): Promise<void> {
  const ids = await readdir(root).catch(() => [])
  for (const id of ids) await outputOf(['runc', '--root', root, 'delete', '--force', id], ENV)
  await rm(root, { recursive: true, force: true })
}
