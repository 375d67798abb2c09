import { setTimeout as sleep } from 'node:timers/promises'
import { RuncibleError } from '../../shared/errors.ts'
import type { InitState } from '../../shared/lifecycle.ts'
import type { Container } from '../../shared/model.ts'
import { ref, script, type TestEngine } from '../support/test-engine.ts'

/** What a container does in its life. */
export type Step = keyof typeof MOVES

/** absent: there is no such container */
export type Known = InitState | 'absent'

/** From which states a step is taken, and to which it leads. */
const MOVES = {
  create: { from: ['absent'], to: 'created' },
  createFromCheckpoint: { from: ['absent'], to: 'createdFromCheckpoint' },
  start: { from: ['created', 'createdFromCheckpoint'], to: 'running' },
  exec: { from: ['running'], to: 'same' },
  shortExec: { from: ['running'], to: 'same' },
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  checkpoint: { from: ['running', 'paused'], to: 'same' },
  checkpointAndEnd: { from: ['running'], to: 'stopped' },
  kill: { from: ['running', 'paused'], to: 'stopped' },
  restore: { from: ['stopped'], to: 'running' },
  delete: { from: ['stopped'], to: 'absent' },
} satisfies Record<string, { from: Known[]; to: Known | 'same' }>
const STEPS = Object.keys(MOVES) as Step[]

/** CRIU takes ten times as long as runc: were these as likely as others, nearly all deaths would fall into them. */
const SLOW = new Set<Step>(['createFromCheckpoint', 'checkpoint', 'checkpointAndEnd', 'restore'])
const QUICK_WEIGHT = 4

const END_MS = 20_000

/** The code that a short exec ends with. */
export const SHORT_EXIT = 5

/**
 * One container of the campaign: what was acknowledged of it, and what is under way. A call that the engine's death cut off
 * may have been done or not; nothing else may differ from what is known.
 */
export class Life {
  readonly id: string
  /** as the last acknowledged action left it */
  state: Known = 'absent'
  underWay: Step | null = null
  /** all of this life, for who looks into a failure; those in which an engine died are among them */
  readonly steps: Step[] = []
  /** execs that were acknowledged as started, and those of them that end by themselves */
  readonly execs = new Map<string, 'long' | 'short'>()
  /** a line that only this container's console holds; a restored one keeps it only where it is the same container */
  greeting = ''
  /** its console and those of its execs are terminals; pipes otherwise */
  readonly terminal: boolean
  /** exit codes that were shown */
  exit: Container['exit'] = null
  #births = 0
  readonly #random: () => number
  readonly #checkpoints: Set<string>

  /** `random` chooses its steps; `checkpoints`: of all lives, acknowledged. */
  constructor(id: string, terminal: boolean, random: () => number, checkpoints: Set<string>) {
    this.id = id
    this.terminal = terminal
    this.#random = random
    this.#checkpoints = checkpoints
  }

  /** Lives until the engine dies. Throws what is no disconnection. */
  async live(engine: TestEngine): Promise<void> {
    try {
      for (;;) {
        const step = this.#next()
        this.underWay = step
        if (this.state === 'absent') this.steps.length = 0
        this.steps.push(step)
        await this.#take(step, engine)
        const to: Known | 'same' = MOVES[step].to
        if (to !== 'same') this.#arrive(to)
        this.underWay = null
      }
    } catch (error) {
      const died = error instanceof RuncibleError && error.code === 'disconnected'
      if (!died && !/closed/.test(String(error))) {
        const so = `${this.id}: ${this.underWay} in ${this.state}, after ${this.steps.join(', ')}`
        throw new Error(`${so}: ${error}`, { cause: error })
      }
    }
  }

  /** The states that it may be found in after the engine's death. */
  possible(): Known[] {
    if (!this.underWay) return [this.state]
    const to: Known | 'same' = MOVES[this.underWay].to
    return to === 'same' ? [this.state] : [this.state, to]
  }

  /** Goes on from what was found. */
  settle(found: Container | undefined): void {
    const state = found?.state ?? 'absent'
    if (state !== this.state) this.#arrive(state)
    this.exit = found?.exit ?? null
    this.underWay = null
  }

  #arrive(state: Known): void {
    this.state = state
    if (state === 'absent' || state === 'created' || state === 'createdFromCheckpoint')
      this.execs.clear()
    if (state !== 'stopped') this.exit = null
  }

  #next(): Step {
    const open = STEPS.filter((step) => {
      const needsCheckpoint = step === 'createFromCheckpoint' || step === 'restore'
      const from: Known[] = MOVES[step].from
      return from.includes(this.state) && !(needsCheckpoint && this.#checkpoints.size === 0)
    })
    const weighted = open.flatMap((step) =>
      SLOW.has(step) ? [step] : Array(QUICK_WEIGHT).fill(step),
    )
    const step: Step | undefined = weighted[Math.floor(this.#random() * weighted.length)]
    if (!step) throw new Error(`nothing leads on from ${this.state}`)
    return step
  }

  #newest(): string {
    return [...this.#checkpoints].at(-1) ?? ''
  }

  async #exec(engine: TestEngine, kind: 'long' | 'short', args: string[]): Promise<void> {
    const { terminal } = this
    const request = { args, terminal }
    const { id } = await engine.call('execs.create', { ...ref(this.id), request })
    await engine.call('execs.start', { ...ref(this.id), exec: id })
    this.execs.set(id, kind)
  }

  /** How it ended, once it has. Unlike `until` it goes down with the engine. */
  async #ended(engine: TestEngine): Promise<Container['exit']> {
    for (const end = Date.now() + END_MS; Date.now() < end; await sleep(10)) {
      const { state, exit } = await engine.get(this.id)
      if (state === 'stopped') return exit
    }
    throw new Error('it was ended and does not end')
  }

  async #take(step: Step, engine: TestEngine): Promise<void> {
    const target = ref(this.id)
    switch (step) {
      case 'create': {
        this.greeting = `hello of ${this.id}, life ${++this.#births}`
        const text = `echo ${this.greeting}; n=0; while :; do n=$((n+1)); sleep 0.2; done`
        await engine.create(this.id, script(text, { process: { terminal: this.terminal } }))
        return
      }
      case 'createFromCheckpoint':
        this.greeting = ''
        await engine.create(this.id, { source: { kind: 'checkpoint', checkpoint: this.#newest() } })
        return
      case 'start':
      case 'pause':
      case 'resume':
      case 'delete':
        await engine.call(`containers.${step}`, target)
        return
      case 'exec':
        await this.#exec(engine, 'long', ['sleep', '1000'])
        return
      case 'shortExec':
        await this.#exec(engine, 'short', ['sh', '-c', `exit ${SHORT_EXIT}`])
        return
      case 'checkpoint':
        this.#checkpoints.add((await engine.checkpoint(this.id)).id)
        return
      case 'checkpointAndEnd':
        this.#checkpoints.add((await engine.checkpoint(this.id, { exit: true })).id)
        this.exit = await this.#ended(engine)
        return
      case 'kill':
        await engine.kill(this.id, 9)
        this.exit = await this.#ended(engine)
        return
      case 'restore':
        await engine.call('containers.restore', { ...target, checkpoint: this.#newest() })
    }
  }
}
