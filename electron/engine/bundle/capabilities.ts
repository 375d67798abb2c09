import { RuncibleError } from '../../../shared/errors.ts'
import type { SecurityRequest } from '../../../shared/model.ts'
import type { Rights } from './rights.ts'
import type { SpecCapabilities, SpecProcess } from './spec.ts'

type Wish = NonNullable<SecurityRequest['capabilities']>

/**
 * The process with capabilities added and dropped. `all` stands for every one that can be had here; what is named goes over
 * it. What is added is there at once also for a user other than root, who would get none on an exec (Podman's rule).
 * Throws `invalid-input` for one that the kernel does not know, `permission-denied` for one that nobody here can give.
 * @param ownUser the container has a user namespace, in which all of them can be had
 */
export function withCapabilities(
  process: SpecProcess,
  wish: Wish,
  rights: Rights,
  ownUser: boolean,
): SpecProcess {
  const all = rights.known.filter((name) => ownUser || rights.held.has(name))
  for (const name of [...wish.add, ...wish.drop]) requireKnown(name, rights)
  for (const name of wish.add) if (name !== 'all' && !all.includes(name)) throw notHeld(name)
  const both = wish.add.find((name) => wish.drop.includes(name))
  if (both) throw refused(`${both} is both added and dropped`, 'Choose one of the two.')
  const change = (set: readonly string[] | undefined, adds = true) =>
    changed(set ?? [], { add: adds ? wish.add : [], drop: wish.drop }, all)
  const { bounding, effective, permitted, inheritable, ambient, ...rest } =
    process.capabilities ?? ({} as SpecCapabilities)
  const isRoot = process.user.uid === 0
  return {
    ...process,
    capabilities: {
      ...rest,
      bounding: change(bounding),
      effective: change(effective),
      permitted: change(permitted),
      inheritable: change(inheritable, !isRoot),
      ambient: change(ambient, !isRoot),
    },
  }
}

/** In the order of their numbers; those that the kernel does not know stay as they are, at the end. */
function changed(set: readonly string[], { add, drop }: Wish, all: readonly string[]): string[] {
  const named = new Set(drop.includes('all') ? [] : set)
  if (add.includes('all')) for (const name of all) named.add(name)
  for (const name of add) named.add(name)
  for (const name of drop) named.delete(name)
  named.delete('all')
  return [...named].sort()
}

function requireKnown(name: string, { known }: Rights): void {
  if (name === 'all' || known.includes(name)) return
  throw refused(
    `this machine’s kernel does not know ${name}`,
    `It knows ${known.length} of them, up to ${known.at(-1)}.`,
  )
}

const refused = (message: string, hint: string) =>
  new RuncibleError('invalid-input', message, { field: 'security.capabilities', hint })

const notHeld = (name: string) =>
  new RuncibleError('permission-denied', `this engine lacks ${name} itself and cannot give it`, {
    field: 'security.capabilities',
    hint: 'Start the engine with it, or give the container ids of its own: in a user namespace it can be had.',
  })
