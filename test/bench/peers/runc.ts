import { copyFileSync, readFileSync, rmSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { gone, lastLine, outputOf, type Starter } from '../programs.ts'
import type { Workplace } from '../workplace.ts'
import type { Peer } from './peer.ts'

/** runc alone, by its own command line, on the config.json that Runcible would write. */
export class RuncPeer implements Peer {
  readonly name = 'runc'
  readonly #starter: Starter
  readonly #dir: string
  readonly #bundle: string
  readonly #log: string
  readonly #runc: readonly [string, ...string[]]

  /** `config` is the path of the config.json. */
  constructor(place: Workplace, starter: Starter, config: string) {
    this.#starter = starter
    this.#dir = place.folder('runc')
    this.#bundle = place.folder('runc', 'bundle')
    copyFileSync(config, join(this.#bundle, 'config.json'))
    this.#log = join(this.#dir, 'log')
    const root = place.folder('runc', 'root')
    this.#runc = ['runc', '--root', root, '--log', this.#log]
    place.atEnd(() => sweep(root))
  }

  async up(id: string) {
    const files = ['--bundle', this.#bundle, '--pid-file', this.#pidFile(id)]
    return (await this.#run('create', ...files, id)) + (await this.#run('start', id))
  }

  exec = (id: string) => this.#run('exec', id, 'true')

  async pause(id: string) {
    return (await this.#run('pause', id)) + (await this.#run('resume', id))
  }

  async kill(id: string) {
    const pid = Number(readFileSync(this.#pidFile(id), 'utf8'))
    return (await this.#run('kill', id, 'KILL')) + (await gone(pid))
  }

  async delete(id: string) {
    const ms = await this.#run('delete', id)
    rmSync(join(this.#dir, id), { recursive: true, force: true })
    return ms
  }

  /** Until it has ended, as everybody's here: the kernel takes a while for a large memory, and runc does not wait for it. */
  checkpoint = async (id: string) => {
    const pid = Number(readFileSync(this.#pidFile(id), 'utf8'))
    return (await this.#run('checkpoint', ...this.#criu(id), id)) + (await gone(pid))
  }

  checkpointRunning = (id: string) =>
    this.#run('checkpoint', '--leave-running', ...this.#criu(id), id)

  restore(id: string) {
    const files = ['--bundle', this.#bundle, '--pid-file', this.#pidFile(id)]
    return this.#run('restore', '--detach', ...files, ...this.#criu(id), id)
  }

  #criu(id: string): string[] {
    const images = join(this.#dir, id, 'images')
    return ['--image-path', images, '--work-path', join(this.#dir, id, 'work')]
  }

  #pidFile(id: string): string {
    return join(this.#dir, `${id}.pid`)
  }

  #run(...args: string[]): Promise<number> {
    // No stderr: runc hands its own on to the container, and CRIU cannot dump a file of the host.
    return this.#starter.run([...this.#runc, ...args]).catch((error: Error) => {
      throw new Error(`${error.message}: ${lastLine(this.#log)}`)
    })
  }
}

/** Deletes whatever a runtime root still holds. */
export async function sweep(root: string): Promise<void> {
  const ids = await readdir(root).catch(() => [])
  for (const id of ids) await outputOf(['runc', '--root', root, 'delete', '--force', id])
  await rm(root, { recursive: true, force: true })
}
