import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { RuncibleError } from '../../../shared/errors.ts'
import type { ConfigProblem, Container } from '../../../shared/model.ts'
import { writeText } from '../atomic.ts'
import { Spec } from '../bundle/spec.ts'
import { checkConfig, requireConfig } from '../config/check.ts'
import type { Held } from '../config/owned.ts'
import { NO_RESTARTS } from '../groups/restart-policy.ts'
import type { ContainerLayout } from '../paths.ts'
import { endAtOnce } from './end-at-once.ts'
import type { InitEnd } from './init-end.ts'
import type { InitHands } from './init-hands.ts'
import { inRecreateWords } from './left-stopped.ts'
import type { Members } from './members.ts'
import type { ContainerMetadata } from './metadata.ts'
import { requireOwnNetwork } from './network.ts'
import { permitInit } from './permit.ts'
import type { Restarts } from './restarts.ts'

/** What recreating has to do with besides the container itself. */
interface Parts {
  end: InitEnd
  members: Members
  restarts: Restarts
}

type Target = NonNullable<ContainerMetadata['recreating']>

/** A container becomes the one of another config.json, in its place, with the files that it has. */
export class Recreates {
  readonly #hands: InitHands
  readonly #parts: Parts

  constructor(hands: InitHands, parts: Parts) {
    this.#hands = hands
    this.#parts = parts
  }

  /** What is wrong with a config.json for it, or may be a mistake. */
  check(config: string): ConfigProblem[] {
    return checkConfig(config, this.#spec(this.#text()), this.#held()).problems
  }

  /**
   * What lives is ended for it, and runs again with `config`; what is only created is created again. Throws
   * `failed-precondition` where `basedOn` is no longer what it has, `invalid-input` with the place at fault. What runc refuses
   * leaves it stopped, with the config.json that it had.
   */
  recreate(config: string, basedOn: string): Promise<Container> {
    const { exclusive } = this.#hands
    const permit = () => this.#permit(config, basedOn)
    return exclusive.act('recreate', 'looking at config.json', permit, async (to) => {
      await requireOwnNetwork(this.#hands)
      const lived = this.#hands.lives
      await this.#hands.save({ recreating: to })
      try {
        if (lived) await endAtOnce(this.#hands, this.#parts)
        exclusive.goOn('recreate', 'creating it anew')
        await this.#replace(config, basedOn, to)
      } catch (error) {
        settleConfig(this.#hands.layout, false)
        await this.#hands.save({ recreating: null })
        throw lived && !this.#hands.lives ? inRecreateWords(error) : error
      }
      settleConfig(this.#hands.layout, true)
      return this.#hands.toModel()
    })
  }

  async #replace(config: string, earlier: string, to: Target): Promise<void> {
    const { layout } = this.#hands
    await writeText(layout.earlierConfig(), earlier)
    await writeText(layout.config(), config)
    await this.#parts.restarts.again(NO_RESTARTS, to)
  }

  #permit(config: string, basedOn: string): Target {
    const { state } = this.#hands.meta
    permitInit('recreate', state)
    const text = this.#text()
    if (text !== basedOn) throw changedMeanwhile()
    requireConfig(config, this.#spec(text), this.#held())
    return state === 'created' ? 'created' : 'running'
  }

  #text(): string {
    return readFileSync(this.#hands.layout.config(), 'utf8')
  }

  readonly #spec = (text: string) => Spec.parse(JSON.parse(text))

  #held(): Held {
    const { folders } = this.#hands.context.layout
    return { network: this.#hands.meta.network, folders: [folders.state, folders.run] }
  }
}

/** After an exchange: the earlier config.json goes, or comes back. Nothing where there was none. */
export function settleConfig(layout: ContainerLayout, became: boolean): void {
  if (became) rmSync(layout.earlierConfig(), { force: true })
  else if (existsSync(layout.earlierConfig())) renameSync(layout.earlierConfig(), layout.config())
}

const changedMeanwhile = () =>
  new RuncibleError('failed-precondition', 'its config.json was changed while you edited it', {
    field: 'basedOn',
    hint: 'Look at the difference to what it is now, and take it as the new beginning.',
  })
