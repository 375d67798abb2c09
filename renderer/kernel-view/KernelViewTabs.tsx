import { t } from '@lingui/core/macro'
import type { Inspection } from '../../shared/model.ts'
import { FileRows } from '../inside/FileRows.tsx'
import { SocketRows } from '../inside/SocketRows.tsx'
import { CountedTabs } from '../parts/CountedTabs.tsx'
import { addressesInWords, holdersInWords } from '../words/inside.ts'
import {
  figureInWords,
  holds,
  namespaceInWords,
  rlimitName,
  sharedWith,
  sourceOf,
} from '../words/inspection.ts'
import { CgroupView } from './CgroupView.tsx'
import { EnvironmentRows } from './EnvironmentRows.tsx'
import classes from './KernelView.module.css'
import { MountRows } from './MountRows.tsx'
import { NamespaceRows } from './NamespaceRows.tsx'
import { RightsView } from './RightsView.tsx'
import { RlimitRows } from './RlimitRows.tsx'

interface Props {
  told: Inspection
  /** what the rows are to hold */
  wanted: string
  values: boolean
  onValues(values: boolean): void
}

/** The parts of what is told, each with as many rows as hold what was typed. */
export function KernelViewTabs({ told, wanted, values, onValues }: Props) {
  const nothing = (none: string) => (wanted.trim() === '' ? none : t`Nothing here holds that.`)
  const namespaces = told.namespaces.filter((one) =>
    holds(wanted, namespaceInWords(one.type), one.inode, sharedWith(one)),
  )
  const mounts = told.mounts.filter((one) =>
    holds(
      wanted,
      one.at,
      one.type,
      sourceOf(one),
      one.options.join(' '),
      one.ofFilesystem.join(' '),
    ),
  )
  const figures = told.cgroup.figures.filter(({ what, files }) =>
    holds(wanted, figureInWords(what), ...files),
  )
  const rlimits = told.rlimits.filter((one) => holds(wanted, rlimitName(one)))
  const variables =
    told.environment
      // What was read with them may be the last that can be read.
      ?.map(({ name, value }) => ({ name, value: values ? value : null }))
      .filter(({ name, value }) => holds(wanted, name, value ?? '')) ?? null
  const files = told.files?.filter(({ fd, target }) => holds(wanted, fd, target)) ?? null
  const sockets = told.sockets.filter((one) =>
    holds(wanted, one.kind, one.type, addressesInWords(one), one.state, holdersInWords(one)),
  )
  return (
    <div className={classes.body}>
      <CountedTabs
        label={t`What the kernel says`}
        tabs={[
          { name: t`Rights`, count: null, content: <RightsView told={told} wanted={wanted} /> },
          {
            name: t`Namespaces`,
            count: namespaces.length,
            content: (
              <NamespaceRows namespaces={namespaces} none={nothing(t`They are hidden from you.`)} />
            ),
          },
          {
            name: t`Mounts`,
            count: mounts.length,
            content: <MountRows mounts={mounts} none={nothing(t`They are hidden from you.`)} />,
          },
          {
            name: t`Cgroup`,
            count: figures.length,
            content: (
              <CgroupView
                cgroup={told.cgroup}
                figures={figures}
                none={nothing(t`Its cgroup has no files that say anything.`)}
              />
            ),
          },
          {
            name: t`Limits`,
            count: rlimits.length,
            content: <RlimitRows rlimits={rlimits} none={nothing(t`They are hidden from you.`)} />,
          },
          {
            name: t`Environment`,
            count: variables?.length ?? null,
            content: (
              <EnvironmentRows
                variables={variables}
                none={nothing(t`It has none.`)}
                values={values}
                onValues={onValues}
              />
            ),
          },
          {
            name: t`Open files`,
            count: files?.length ?? null,
            content: (
              <FileRows
                files={files ?? []}
                none={
                  files ? nothing(t`It has nothing open.`) : t`The kernel shows them to root alone.`
                }
              />
            ),
          },
          {
            name: t`Sockets`,
            count: sockets.length,
            content: (
              <SocketRows sockets={sockets} none={nothing(t`No socket is open in its network.`)} />
            ),
          },
        ]}
      />
    </div>
  )
}
