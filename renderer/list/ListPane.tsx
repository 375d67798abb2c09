import { plural, t } from '@lingui/core/macro'
import { Button, Skeleton } from '@mantine/core'
import { useDeferredValue, useMemo, useState } from 'react'
import { OWN_HOST } from '../../shared/hosts.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { UnreadableNote } from '../foreign/UnreadableNote.tsx'
import { NotConnected } from '../hosts/NotConnected.tsx'
import { useKeysInWords } from '../keys/bindings.ts'
import { useIsReady, usePhase } from '../store/connection.ts'
import { useContainerList } from '../store/containers.ts'
import { useForeignList } from '../store/foreign.ts'
import { useShownHosts, useWorkedOn } from '../store/hosts.ts'
import { useLayout } from '../store/layout.ts'
import { ContainerList } from './ContainerList.tsx'
import { HostHeading } from './HostHeading.tsx'
import { ListFilter } from './ListFilter.tsx'
import classes from './ListPane.module.css'
import { NewButton } from './NewButton.tsx'
import { type Line, toLines } from './rows.ts'

/** What there is: new ones above, then the containers. */
export function ListPane() {
  const containers = useContainerList()
  const foreign = useForeignList()
  const [query, setQuery] = useState('')
  const deferred = useDeferredValue(query)
  const hosts = useShownHosts()
  const folded = useLayout((state) => state.folded)
  const lines = useMemo(
    () => toLines(containers, hosts, deferred, folded, foreign),
    [containers, hosts, deferred, folded, foreign],
  )
  const all = containers.length + foreign.length
  const found = useMemo(() => containersIn(lines), [lines])
  const newKeys = useKeysInWords('window.new')
  const host = useWorkedOn()
  const connecting = usePhase(OWN_HOST) === 'connecting'
  const ready = useIsReady(host)
  return (
    <nav className={classes.pane} aria-label={t`Containers`}>
      <div className={classes.tools}>
        <NewButton host={host} ready={ready} />
        <ListFilter containers={containers} value={query} onChange={setQuery} />
      </div>
      {deferred.trim() !== '' && lines.length > 0 && (
        <p className={classes.count} role="status">
          {t`${found} of ${plural(all, { one: '# container', other: '# containers' })}`}
        </p>
      )}
      {containers.length > 0 && (
        <div className={classes.failure}>
          <FailureAt place="list" />
        </div>
      )}
      {connecting ? (
        <Loading />
      ) : all === 0 && hosts.length < 2 ? (
        <p className={classes.none}>
          {newKeys
            ? t`Your containers stand here. “New” makes one, as ${newKeys} does.`
            : t`Your containers stand here. “New” makes one.`}
        </p>
      ) : lines.length === 0 ? (
        <div className={classes.none}>
          <p role="status">{t`No container answers to “${{ query: deferred }}”.`}</p>
          <Button variant="default" size="compact-xs" onClick={() => setQuery('')}>
            {t`Show all ${all}`}
          </Button>
        </div>
      ) : (
        <Lines lines={lines} />
      )}
      <UnreadableNote host={host} />
      <NotConnected />
    </nav>
  )
}

/** How many containers the lines are of, those in folded groups, too. */
const containersIn = (lines: readonly Line[]) =>
  lines.reduce(
    (sum, line) =>
      sum +
      (line.kind === 'row' || line.kind === 'foreign'
        ? 1
        : line.kind === 'group' && line.folded
          ? line.members.length
          : 0),
    0,
  )

/** Hosts' headings alone are no list to choose from. */
function Lines({ lines }: { lines: readonly Line[] }) {
  if (lines.some(({ kind }) => ['row', 'group', 'foreign'].includes(kind)))
    return <ContainerList lines={lines} />
  return lines.map(
    (line, index) =>
      line.kind === 'host' && (
        <HostHeading key={line.host} host={line.host} count={line.count} first={index === 0} />
      ),
  )
}

function Loading() {
  return (
    <div className={classes.loading} role="status" aria-label={t`Loading containers`}>
      {Array.from({ length: 6 }, (_, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <Skeleton key={n} height={34} />
      ))}
    </div>
  )
}
