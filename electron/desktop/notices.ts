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
  container: ContainerRef
}

/**
 * Tells from what the engine publishes when a container has ended, or a checkpoint failed. What had ended before it was
 * first seen is no news, nor is an end that a checkpoint asked for, nor one by the machine's own restart; and one that is
 * started again by itself is only told of once that was given up.
 */
export class Notices {
  /** when each container had last ended, as far as was seen; null: it has not */
  readonly #ends = new Map<string, string | null>()

  /** What there is when one begins to look, and again after a lost connection. */
  snapshot(containers: readonly Container[]): void {
    this.#ends.clear()
    for (const one of containers) this.#ends.set(keyOf(one), one.exit?.at ?? null)
  }

  removed(ref: ContainerRef): void {
    this.#ends.delete(keyOf(ref))
  }

  changed(container: Container): Notice | null {
    const key = keyOf(container)
    const before = this.#ends.get(key)
    const { exit } = container
    this.#ends.set(key, exit?.at ?? null)
    if (!exit || before === undefined || before === exit.at || container.state !== 'stopped')
      return null
    return container.restarts.dueAt === null ? noticeOfEnd(container, exit) : null
  }

  appended({ action, container, error }: JournalEntry): Notice | null {
    if (action !== 'checkpoint' || !container || !error || error.code === 'cancelled') return null
    const why = error.said ?? error.message
    return {
      title: `Checkpoint of ${container.id} failed`,
      body: error.hint ? `${why}\n${error.hint}` : why,
      container,
    }
  }
}

type Exit = NonNullable<Container['exit']>

function noticeOfEnd({ namespace, id, args }: Container, exit: Exit): Notice | null {
  const container = { namespace, id }
  const body = args.join(' ')
  switch (exit.reason) {
    case 'checkpoint':
    case 'reboot':
      return null
    case 'oom':
      return { title: `${id} was killed: out of memory`, body, container }
    case 'signal':
      return {
        title: `${id} was killed${exit.signal === null ? '' : ` by ${signalName(exit.signal)}`}`,
        body,
        container,
      }
    case 'unseen':
      return { title: `${id} ended unseen`, body, container }
    case 'exited':
      return {
        title: `${id} exited ${exit.code ?? '?'}${exit.oom ? ', a process of it ran out of memory' : ''}`,
        body,
        container,
      }
  }
}
