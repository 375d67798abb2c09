import type { EventName, EventValue } from '../../shared/contract.ts'
import type { HostId } from '../../shared/hosts.ts'
import type { Snapshot } from '../../shared/model.ts'
import { isGroupKey } from '../groups/group.ts'
import { useImages } from '../images/images-store.ts'
import {
  type ConsoleTarget,
  type Container,
  type ContainerRef,
  givenKey,
  keyOf,
  placed,
  placedWithContainer,
} from '../model.ts'
import { useTemplates } from '../templates/templates-store.ts'
import { useVolumes } from '../volumes/volumes-store.ts'
import { useCheckpoints } from './checkpoints.ts'
import { useContainers } from './containers.ts'
import { useFailures } from './failures.ts'
import { useForeignContainers } from './foreign.ts'
import { appended, journalOf, useJournal } from './journal.ts'
import { replaced, withEntry, withoutEntry } from './keyed.ts'
import { useMachines } from './machines.ts'
import { placesOf } from './places.ts'
import { useRecordings } from './recordings.ts'
import { useSelection } from './selection.ts'
import { useShells } from './shells.ts'
import { useTabs } from './tabs.ts'
import { useTitles } from './titles.ts'

/** Everything there is on a host, in place of what was shown of it. */
export function applySnapshot(host: HostId, snapshot: Snapshot): void {
  const { preflight, namespaces, journal } = snapshot
  const containers = snapshot.containers.map((one) => placed(host, one))
  const checkpoints = snapshot.checkpoints.map((one) => placedWithContainer(host, one))
  const shells = snapshot.shells.map((one) => placedWithContainer(host, one))
  useMachines.getState().change(host, { host: snapshot.host, preflight, namespaces })
  useContainers.setState(({ byKey }) => ({ byKey: replaced(byKey, host, containers, keyOf) }))
  const foreign = snapshot.foreign.map((one) => placed(host, one))
  useForeignContainers.setState(({ byKey }) => ({ byKey: replaced(byKey, host, foreign, keyOf) }))
  useCheckpoints.setState(({ byId }) => ({ byId: replaced(byId, host, checkpoints, givenKey) }))
  useShells.setState(({ byId }) => ({ byId: replaced(byId, host, shells, givenKey) }))
  useJournal.getState().change(host, { entries: journal, complete: false })
  dropWhatIsGone()
}

/** Nothing of a host is shown any more. */
export function forgetHost(host: HostId): void {
  useContainers.setState(({ byKey }) => ({ byKey: replaced(byKey, host, [], keyOf) }))
  useForeignContainers.setState(({ byKey }) => ({ byKey: replaced(byKey, host, [], keyOf) }))
  useCheckpoints.setState(({ byId }) => ({ byId: replaced(byId, host, [], givenKey) }))
  useShells.setState(({ byId }) => ({ byId: replaced(byId, host, [], givenKey) }))
  useMachines.getState().forget(host)
  useJournal.getState().forget(host)
  useSelection.getState().keepOnly((key) => hostOfKey(key) !== host)
  keepConsoles((target) => target.host !== host)
}

/** A selection or a tab of a host that has not answered yet waits for its snapshot. */
function dropWhatIsGone(): void {
  const { byKey } = useContainers.getState()
  const foreign = useForeignContainers.getState().byKey
  const { byId } = useShells.getState()
  const answered = useMachines.getState().byHost
  const isThere = (target: ConsoleTarget) => {
    if (target.kind === 'shell') {
      return byId.has(givenKey({ host: target.host, id: target.shell }))
    }
    const container = byKey.get(keyOf(target)) ?? foreign.get(keyOf(target))
    return target.kind === 'init'
      ? container !== undefined
      : container?.execs.some(({ id }) => id === target.exec) === true
  }
  useSelection
    .getState()
    .keepOnly(
      (key) =>
        byKey.has(key) ||
        foreign.has(key) ||
        isGroupKey(byKey, key) ||
        !answered.has(hostOfKey(key)),
    )
  keepConsoles((target) => isThere(target) || !answered.has(target.host))
}

/** A console that is gone takes its tab along, its recording and its title: its namesake is another one. */
function keepConsoles(wanted: (target: ConsoleTarget) => boolean): void {
  for (const store of [useTabs, useRecordings, useTitles]) store.getState().keepOnly(wanted)
}

/** Only these hosts are in use: what was kept of another, from an earlier visit, is not waited for. */
export function keepHosts(inUse: ReadonlySet<HostId>): void {
  useSelection.getState().keepOnly((key) => inUse.has(hostOfKey(key)))
  keepConsoles(({ host }) => inUse.has(host))
}

type WithExecs = ContainerRef & Pick<Container, 'execs'>

/** An exec that was deleted takes its console along; one that is not known yet is waited for. */
function dropExecsGone(before: WithExecs | undefined, container: WithExecs): void {
  const left = new Set(container.execs.map(({ id }) => id))
  const gone = new Set(before?.execs.map(({ id }) => id).filter((id) => !left.has(id)))
  if (gone.size === 0) return
  const key = keyOf(container)
  keepConsoles((one) => one.kind !== 'exec' || keyOf(one) !== key || !gone.has(one.exec))
}

/** What the window has open of a container that is gone. */
function dropAllOf(ref: ContainerRef): void {
  const key = keyOf(ref)
  useSelection.getState().keepOnly((one) => one !== key)
  keepConsoles((target) => target.kind === 'shell' || keyOf(target) !== key)
  for (const place of placesOf(ref)) useFailures.getState().dismiss(place)
}

const hostOfKey = (key: string) => key.slice(0, key.indexOf('/'))

type Appliers = { [K in EventName]: (value: EventValue<K>, host: HostId) => void }

const appliers: Appliers = {
  'container.changed': (value, host) => {
    const container = placed(host, value)
    const before = useContainers.getState().byKey.get(keyOf(container))
    useContainers.setState(({ byKey }) => ({
      byKey: withEntry(byKey, keyOf(container), container),
    }))
    dropExecsGone(before, container)
  },
  'container.removed': (value, host) => {
    const ref = placed(host, value)
    const key = keyOf(ref)
    useContainers.setState(({ byKey }) => ({ byKey: withoutEntry(byKey, key) }))
    dropAllOf(ref)
  },
  'foreign.changed': (value, host) => {
    const container = placed(host, value)
    const key = keyOf(container)
    const before = useForeignContainers.getState().byKey.get(key)
    useForeignContainers.setState(({ byKey }) => ({ byKey: withEntry(byKey, key, container) }))
    dropExecsGone(before, container)
  },
  'foreign.removed': (value, host) => {
    const ref = placed(host, value)
    useForeignContainers.setState(({ byKey }) => ({ byKey: withoutEntry(byKey, keyOf(ref)) }))
    dropAllOf(ref)
  },
  'checkpoint.changed': (value, host) => {
    const checkpoint = placedWithContainer(host, value)
    useCheckpoints.setState(({ byId }) => ({
      byId: withEntry(byId, givenKey(checkpoint), checkpoint),
    }))
  },
  'checkpoint.removed': ({ checkpoint: id }, host) =>
    useCheckpoints.setState(({ byId }) => ({ byId: withoutEntry(byId, givenKey({ host, id })) })),
  'shell.changed': (value, host) => {
    const shell = placedWithContainer(host, value)
    useShells.setState(({ byId }) => ({ byId: withEntry(byId, givenKey(shell), shell) }))
  },
  'shell.removed': ({ shell: id }, host) => {
    useShells.setState(({ byId }) => ({ byId: withoutEntry(byId, givenKey({ host, id })) }))
    keepConsoles((one) => one.kind !== 'shell' || one.shell !== id || one.host !== host)
  },
  'journal.appended': (entry, host) => {
    const { entries } = journalOf(host)
    useJournal.getState().change(host, { entries: appended(entries, entry) })
  },
  'host.changed': (value, host) => useMachines.getState().change(host, { host: value }),
  'preflight.changed': (preflight, host) => useMachines.getState().change(host, { preflight }),
  'namespaces.changed': (namespaces, host) => useMachines.getState().change(host, { namespaces }),
  'image.changed': (image, host) => useImages.getState().changed(host, image),
  'image.removed': ({ image }, host) => useImages.getState().removed(host, image),
  'volumes.changed': (_, host) => useVolumes.getState().stale(host),
  'template.changed': (template, host) => useTemplates.getState().changed(host, template),
  'template.removed': ({ template }, host) => useTemplates.getState().removed(host, template),
}

/** One change that a host's engine published. */
export function applyEvent<K extends EventName>(host: HostId, name: K, value: EventValue<K>): void {
  appliers[name](value, host)
}
