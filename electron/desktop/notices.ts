import type { HostId } from '../../shared/hosts.ts'
import {
  type Container,
  type ContainerRef,
  type JournalEntry,
  keyOf,
  signalName,
} from '../../shared/model.ts'

/** Something that a person wants to know of who is not looking. */
export interface Notice {
  title: string
  body: string
  host: HostId
  container: ContainerRef
}

interface Options {
  host: HostId
  /** what a title ends with: where it is, if not here */
  where(): string
}

/**
 * Tells from what the engine publishes when a container has ended, or a checkpoint failed. What had ended before it was
 * first seen is no news, nor is an end that a checkpoint asked for, nor one by the machine's own restart; and one that is
 * started again by itself is only told of once that was given up.
 */
export class Notices {
  readonly #options: Options
  /** when each container had last ended, as far as was seen; null: it has not */
  readonly #ends = new Map<string, string | null>()
  /** the last entry of the journal that was told: several windows hear it */
  #told = ''

  constructor(options: Options) {
    this.#options = options
  }

  /** What there is when one begins to look, and again after a lost connection. */
  snapshot(containers: readonly Container[]): void {
    this.#ends.clear()
    for (const one of containers) this.#ends.set(keyOf(one), one.exit?.at ?? null)
  }

  readonly removed = (ref: ContainerRef): null => {
    this.#ends.delete(keyOf(ref))
    return null
  }

  readonly changed = (container: Container): Notice | null => {
    const key = keyOf(container)
    const before = this.#ends.get(key)
    const { exit } = container
    this.#ends.set(key, exit?.at ?? null)
    if (!exit || before === undefined || before === exit.at || container.state !== 'stopped')
      return null
    if (container.restarts.dueAt !== null) return null
    return this.#notice(container, wordsOfEnd(container, exit), container.args.join(' '))
  }

  readonly appended = ({ seq, at, action, container, error }: JournalEntry): Notice | null => {
    if (action !== 'checkpoint' || !container || !error || error.code === 'cancelled') return null
    const entry = `${seq} ${at}`
    if (entry === this.#told) return null
    this.#told = entry
    const why = error.said ?? error.message
    const body = error.hint ? `${why}\n${error.hint}` : why
    return this.#notice(container, `Checkpoint of ${container.id} failed`, body)
  }

  #notice({ namespace, id }: ContainerRef, words: string | null, body: string): Notice | null {
    if (words === null) return null
    const { host, where } = this.#options
    return { title: words + where(), body, host, container: { namespace, id } }
  }
}

type Exit = NonNullable<Container['exit']>

/** null: it is no news. */
function wordsOfEnd({ id }: Container, exit: Exit): string | null {
  switch (exit.reason) {
    case 'checkpoint':
    case 'reboot':
      return null
    case 'oom':
      return `${id} was killed: out of memory`
    case 'signal':
      return `${id} was killed${exit.signal === null ? '' : ` by ${signalName(exit.signal)}`}`
    case 'unseen':
      return `${id} ended unseen`
    case 'exited':
      return `${id} exited ${exit.code ?? '?'}${exit.oom ? ', a process of it ran out of memory' : ''}`
  }
}
