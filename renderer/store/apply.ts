import type { EventName, EventValue } from '../../shared/contract.ts'
import { keyOf, type Snapshot } from '../../shared/model.ts'
import { useCheckpoints } from './checkpoints.ts'
import { useContainers } from './containers.ts'
import { useFailures } from './failures.ts'
import { useHost } from './host.ts'
import { appended, useJournal } from './journal.ts'
import { keyedBy, withEntry, withoutEntry } from './keyed.ts'
import { placesOf } from './places.ts'
import { useSelection } from './selection.ts'
import { useShells } from './shells.ts'
import { useTabs } from './tabs.ts'

/** Everything there is, in place of what was shown. */
export function applySnapshot(snapshot: Snapshot): void {
  useHost.setState({
    host: snapshot.host,
    preflight: snapshot.preflight,
    namespaces: snapshot.namespaces,
  })
  useContainers.setState({ byKey: keyedBy(snapshot.containers, keyOf) })
  useCheckpoints.setState({ byId: keyedBy(snapshot.checkpoints, (one) => one.id) })
  useShells.setState({ byId: keyedBy(snapshot.shells, (one) => one.id) })
  useJournal.setState({ entries: snapshot.journal, complete: false })
  useSelection.getState().keepOnly((key) => useContainers.getState().byKey.has(key))
  useTabs
    .getState()
    .keepOnly((target) =>
      target.kind === 'shell'
        ? useShells.getState().byId.has(target.shell)
        : useContainers.getState().byKey.has(keyOf(target)),
    )
}

type Appliers = { [K in EventName]: (value: EventValue<K>) => void }

const appliers: Appliers = {
  'container.changed': (container) =>
    useContainers.setState(({ byKey }) => ({
      byKey: withEntry(byKey, keyOf(container), container),
    })),
  'container.removed': (ref) => {
    const key = keyOf(ref)
    useContainers.setState(({ byKey }) => ({ byKey: withoutEntry(byKey, key) }))
    useSelection.getState().keepOnly((one) => one !== key)
    useTabs.getState().keepOnly((target) => target.kind === 'shell' || keyOf(target) !== key)
    for (const place of placesOf(ref)) useFailures.getState().dismiss(place)
  },
  'checkpoint.changed': (checkpoint) =>
    useCheckpoints.setState(({ byId }) => ({ byId: withEntry(byId, checkpoint.id, checkpoint) })),
  'checkpoint.removed': ({ checkpoint }) =>
    useCheckpoints.setState(({ byId }) => ({ byId: withoutEntry(byId, checkpoint) })),
  'shell.changed': (shell) =>
    useShells.setState(({ byId }) => ({ byId: withEntry(byId, shell.id, shell) })),
  'shell.removed': ({ shell }) => {
    useShells.setState(({ byId }) => ({ byId: withoutEntry(byId, shell) }))
    useTabs.getState().keepOnly((target) => target.kind !== 'shell' || target.shell !== shell)
  },
  'journal.appended': (entry) =>
    useJournal.setState(({ entries }) => ({ entries: appended(entries, entry) })),
  'host.changed': (host) => useHost.setState({ host }),
  'preflight.changed': (preflight) => useHost.setState({ preflight }),
  'namespaces.changed': (namespaces) => useHost.setState({ namespaces }),
}

/** One change that the engine published. */
export function applyEvent<K extends EventName>(name: K, value: EventValue<K>): void {
  appliers[name](value)
}
