import type { CallName, CallOutput, EventName, EventValue } from '../contract.ts'
import type { Container, ForeignContainer, Image, Snapshot } from '../model.ts'
import { refusedObserver } from './refused.ts'

/** What is left of an answer for an observer; of one that is not here, all. */
const ANSWERS: { [K in CallName]?: (value: CallOutput<K>) => CallOutput<K> } = {
  'engine.snapshot': ofSnapshot,
  'containers.config': ({ config }) => ({ config: ofConfig(config) }),
  'images.list': (images) => images.map(ofImage),
}

const all = <T>(value: T): T => value

/**
 * What is left of an event. One that is not here is not told: a new one not until it is named, those of templates because
 * they hold variables and are of no use to an observer, those of the machine's own shells because they are not shown.
 */
const EVENTS: { [K in EventName]?: (value: EventValue<K>) => EventValue<K> } = {
  'container.changed': withoutValues,
  'container.removed': all,
  'foreign.changed': withoutValues,
  'foreign.removed': all,
  'checkpoint.changed': all,
  'checkpoint.removed': all,
  'journal.appended': all,
  'host.changed': all,
  'preflight.changed': all,
  'namespaces.changed': all,
  'image.changed': ofImage,
  'image.removed': all,
  'volumes.changed': all,
}

/** Refuses what a reading call may be asked for besides, and an observer may not have. */
const INPUTS: { [K in CallName]?: [field: string, what: string] } = {
  'processes.inspect': ['values', 'the values of an environment'],
  'engine.preflight': ['again', 'looking at the machine anew'],
}

/** Throws `permission-denied`. */
export function asked(name: CallName, input: unknown): void {
  const [field, what] = INPUTS[name] ?? []
  if (field && what && (input as Record<string, unknown> | undefined)?.[field] === true)
    throw refusedObserver(what)
}

/** An engine's answer as an observer may have it. */
export const veiled = (name: CallName, value: unknown): unknown =>
  (ANSWERS[name] as ((value: unknown) => unknown) | undefined)?.(value) ?? value

/** An engine's event as an observer may hear it; undefined where it may not. */
export const heard = (name: string, value: unknown): unknown =>
  Object.hasOwn(EVENTS, name)
    ? (EVENTS[name as EventName] as (value: unknown) => unknown)(value)
    : undefined

function ofSnapshot(snapshot: Snapshot): Snapshot {
  return {
    ...snapshot,
    containers: snapshot.containers.map(withoutValues),
    foreign: snapshot.foreign.map(withoutValues),
    shells: [],
  }
}

/** Ours and what something else made. */
function withoutValues<C extends Container | ForeignContainer>(container: C): C {
  return {
    ...container,
    execs: container.execs.map((exec) => ({ ...exec, env: names(exec.env) })),
  }
}

/** How it was built may hold what its builder was given. */
function ofImage(image: Image): Image {
  return { ...image, config: { ...image.config, env: names(image.config.env) }, history: [] }
}

/** A config.json whose variables and hooks have no values; one that cannot be read as JSON is not shown. */
function ofConfig(text: string): string {
  try {
    return JSON.stringify(
      JSON.parse(text, (key, value) =>
        key === 'env' && Array.isArray(value) ? names(value) : value,
      ),
      null,
      2,
    )
  } catch {
    throw refusedObserver('a config.json that cannot be read')
  }
}

/** NAME=… of each NAME=value. */
const names = (env: readonly unknown[]): string[] =>
  env.map((word) => `${String(word).split('=', 1)[0]}=…`)
