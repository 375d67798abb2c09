import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { which } from '../../electron/engine/runtime/which.ts'
import type { Checkpoint } from '../../shared/model.ts'
import type { Carrier } from './hosts.ts'
import { Remembering } from './remembering.ts'
import { skipReason as noEngine, ref, TestEngine } from './test-engine.ts'
import { without } from './unless.ts'

/** Why moments cannot be stored here; empty where they can. */
export const skipReason =
  noEngine || without({ rdiff: await which('rdiff'), python3: await which('python3') })

/** A moment, with the hash of what its program remembered then. */
export interface Taken {
  id: string
  hash: string
}

/** An engine with one container, `c`, whose program remembers random data; and its moments. */
export class StoredMoments {
  readonly engine: TestEngine
  readonly program: Remembering

  private constructor(engine: TestEngine, program: Remembering) {
    this.engine = engine
    this.program = program
  }

  static async open(mib: number, carrier?: Carrier): Promise<StoredMoments> {
    const engine = await TestEngine.open(carrier)
    const folder = engine.place.path('program')
    mkdirSync(folder)
    const program = new Remembering(folder, mib)
    await engine.run('c', { source: { kind: 'bundle', path: program.bundle }, stdin: 'none' })
    await program.ready()
    return new StoredMoments(engine, program)
  }

  /** So many moments, one page of a hundred changed from each to the next; the last one ends the container. */
  async take(n: number): Promise<Taken[]> {
    const taken: Taken[] = []
    for (let i = 0; i < n; i++) {
      const hash = await (i ? this.program.change() : this.program.hash())
      const { id } = await this.engine.checkpoint('c', { exit: i === n - 1 })
      taken.push({ id, hash })
    }
    return taken
  }

  async shown(id: string): Promise<Checkpoint> {
    const { checkpoints } = await this.engine.call('engine.snapshot', {})
    const found = checkpoints.find((one) => one.id === id)
    if (!found) throw new Error(`no moment ${id}`)
    return found
  }

  store = (id: string) => this.engine.call('checkpoints.store', { checkpoint: id })
  delete = (id: string) => this.engine.call('checkpoints.delete', { checkpoint: id })
  setBudget = (budget: number | null) => this.engine.call('checkpoints.setStorage', { budget })

  /** Back in its place, by the program’s own proof; then ended again. */
  async rewound(id: string): Promise<string> {
    await this.engine.call('containers.restore', { ...ref('c'), checkpoint: id })
    const hash = await this.program.hash()
    await this.engine.kill('c')
    await this.engine.ended('c')
    return hash
  }

  path(id: string, ...names: string[]): string {
    return join(this.engine.place.folders.state, 'checkpoints', id, ...names)
  }

  /** The names in a folder of a moment. */
  files(id: string, ...names: string[]): string[] {
    try {
      return readdirSync(this.path(id, ...names))
    } catch {
      return []
    }
  }
}
