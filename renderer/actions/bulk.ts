import { t } from '@lingui/core/macro'
import type { HostId } from '../../shared/hosts.ts'
import type { InitAction } from '../../shared/lifecycle.ts'
import type { Limits } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import { type Container, type ContainerRef, keyOf, refOf } from '../model.ts'
import { useContainers } from '../store/containers.ts'
import { useFailures } from '../store/failures.ts'
import { useLayout } from '../store/layout.ts'
import { useResults } from '../store/results.ts'
import { attempt } from './attempt.ts'
import { type Circumstances, type Why, whyNot } from './availability.ts'
import { foreseenOptions } from './checkpoints.ts'
import { circumstancesOf } from './circumstances.ts'
import { actOnce, kill, limitOnce, stop } from './containers.ts'
import { allCanBeTurned } from './undoable.ts'

const SIGKILL = 9

export const BULK_ACTIONS = [
  'start',
  'pause',
  'resume',
  'rerun',
  'kill',
  'checkpoint',
  'delete',
] as const
export type BulkAction = Extract<InitAction, (typeof BULK_ACTIONS)[number]>

export const BULK_LABELS: Record<BulkAction, string> = {
  start: t`Start`,
  pause: t`Pause`,
  resume: t`Resume`,
  rerun: t`Run again`,
  kill: t`Kill (SIGKILL)`,
  checkpoint: t`Checkpoint`,
  delete: t`Delete`,
}

/** Why one of several is left out. A kill is meant for what has not ended. */
export function whyNotAmong(
  action: InitAction,
  one: Container,
  around: (host: HostId) => Circumstances,
): Why {
  const why = whyNot(action, one, around(one.host))
  return why ?? (action === 'kill' && one.state === 'stopped' ? t`it has ended already` : null)
}

/** Those of `containers` whose state allows the action. */
export const willing = (
  action: InitAction,
  containers: readonly Container[],
  around: (host: HostId) => Circumstances,
): Container[] => containers.filter((one) => whyNotAmong(action, one, around) === null)

/** Does one thing to several at once; how it went with each is shown until it is dismissed. */
export const actOnAll = (action: BulkAction, containers: readonly Container[]): Promise<void> =>
  doToAll(BULK_LABELS[action], containers, {
    ...howTo(action, containers),
    done: (all) => allCanBeTurned(action, all, turnBack),
  })

/** An undo is no step that could be undone. */
const turnBack = (action: BulkAction, containers: readonly Container[]) =>
  doToAll(BULK_LABELS[action], containers, howTo(action, containers))

const howTo = (action: BulkAction, { length }: readonly Container[]): How => ({
  why: (one) => whyNotAmong(action, one, circumstancesOf),
  run: (one) => RUNS[action](one),
  atOnce: action === 'checkpoint' ? CHECKPOINTS_AT_ONCE : length,
})

/** Ends them in order, all at once. */
export const stopAll = (containers: readonly Container[]): Promise<void> =>
  doToAll(t`Stop`, containers, {
    why: (one) => whyNotAmong('kill', one, circumstancesOf),
    run: stop,
    atOnce: containers.length,
  })

export const limitAll = (limits: Limits, containers: readonly Container[]): Promise<void> =>
  doToAll(t`Update limits`, containers, {
    why: (one) => whyNotAmong('update', one, circumstancesOf),
    run: (one) => limitOnce(one, limits, keyOf(one)),
    atOnce: containers.length,
  })

/** Each takes a core while it lasts, and writes its memory to one disk. */
const CHECKPOINTS_AT_ONCE = 2

type Run = (container: Container) => Promise<unknown>

const plain =
  (action: Parameters<typeof actOnce>[0]): Run =>
  (container) =>
    actOnce(action, container)

const RUNS: Record<BulkAction, Run> = {
  start: plain('start'),
  pause: plain('pause'),
  resume: plain('resume'),
  rerun: plain('rerun'),
  delete: plain('delete'),
  kill: (container) => kill(container, SIGKILL, true),
  checkpoint: checkpointAsItIs,
}

/** With the options that it asks for as it is. */
function checkpointAsItIs(container: Container) {
  return attempt({
    host: container.host,
    place: keyOf(container),
    what: t`Could not checkpoint ${{ id: container.id }}`,
    run: async (client, options) => {
      const forecast = await client.call('checkpoints.foresee', refOf(container), options)
      return client.call(
        'containers.checkpoint',
        { ...refOf(container), options: foreseenOptions(forecast) },
        options,
      )
    },
  })
}

interface How {
  why(container: Container): Why
  /** gives undefined where it failed; its failure stands at the container then */
  run: Run
  atOnce: number
  /** hears for whom it was done */
  done?(containers: Container[]): void
}

async function doToAll(what: string, containers: readonly Container[], how: How): Promise<void> {
  const { began, came } = useResults.getState()
  const asked = containers.map((container) => ({ container, why: how.why(container) }))
  const deed = {
    what,
    results: asked.map(({ container, why }) => ({
      container,
      outcome: why === null ? ('under way' as const) : ('refused' as const),
      why,
    })),
    again: (refs: readonly ContainerRef[]) => void doToAll(what, asTheyAre(refs), how),
  }
  began(deed)
  showInspector()
  const done: Container[] = []
  const waiting = asked.filter(({ why }) => why === null).map(({ container }) => container)
  const oneByOne = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const failed = (await how.run(one)) === undefined
      if (!failed) done.push(one)
      came(deed, {
        container: one,
        outcome: failed ? 'failed' : 'done',
        why: failed ? failureOf(one) : null,
      })
    }
  }
  await Promise.all(Array.from({ length: how.atOnce }, oneByOne))
  if (done.length > 0) how.done?.(done)
}

const asTheyAre = (refs: readonly ContainerRef[]) => {
  const { byKey } = useContainers.getState()
  return refs.flatMap((ref) => byKey.get(keyOf(ref)) ?? [])
}

function failureOf(container: ContainerRef): string {
  const failure = useFailures.getState().byPlace.get(keyOf(container))
  return failure ? engineWords(failure.error.message) : t`it was cancelled`
}

/** The results stand in it. */
function showInspector(): void {
  const { inspector, toggleInspector } = useLayout.getState()
  if (!inspector) toggleInspector()
}
