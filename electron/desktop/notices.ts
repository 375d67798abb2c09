import type { HostId } from '../../shared/hosts.ts'
import {
  type Container,
  type ContainerRef,
  type JournalEntry,
  keyOf,
  signalName,
} from '../../shared/model.ts'
import { words } from './words/words.ts'

/** Something that a person wants to know of who is not looking. */
export interface Notice {
  title: string
  body: string
  host: HostId
  container: ContainerRef
}

interface Options {
  host: HostId
  /** what the host is called; null: it is this one */
  where(): string | null
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
    return this.#notice(container, words().notice.checkpointFailed(container.id), body)
  }

  #notice({ namespace, id }: ContainerRef, what: string | null, body: string): Notice | null {
    if (what === null) return null
    const { host, where } = this.#options
    const place = where()
    const title = place === null ? what : words().notice.on(what, place)
    return { title, body, host, container: { namespace, id } }
  }
}

type Exit = NonNullable<Container['exit']>

/** null: it is no news. */
function wordsOfEnd({ id }: Container, exit: Exit): string | null {
  const { outOfMemory, killed, killedBy, unseen, exited, exitedShort } = words().notice
  switch (exit.reason) {
    case 'checkpoint':
    case 'reboot':
      return null
    case 'oom':
      return outOfMemory(id)
    case 'signal':
      return exit.signal === null ? killed(id) : killedBy(id, signalName(exit.signal))
    case 'unseen':
      return unseen(id)
    case 'exited':
      return (exit.oom ? exitedShort : exited)(id, exit.code ?? '?')
  }
}
