import { t } from '@lingui/core/macro'
import { VisuallyHidden } from '@mantine/core'
import { CAPABILITIES, CAPABILITY_SETS, type Inspection } from '../../shared/model.ts'
import { Facts } from '../parts/Facts.tsx'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { holds, idsInWords, mapInWords, seccompInWords } from '../words/inspection.ts'
import { visible } from '../words/visible.ts'
import classes from './KernelView.module.css'

/** In the kernel's order; what has no name here comes last. */
function order(name: string): number {
  const at = (CAPABILITIES as readonly string[]).indexOf(name)
  return at < 0 ? CAPABILITIES.length : at
}

/** Who it is and what it may; each capability with the sets that have it. */
export function RightsView({
  told: { rights, uidMap, gidMap },
  wanted,
}: {
  told: Inspection
  wanted: string
}) {
  const { uid, gid, groups, noNewPrivileges, label, oomScoreAdj, capabilities } = rights
  const setsOf = (name: string) => CAPABILITY_SETS.filter((set) => capabilities[set].includes(name))
  const known = new Set(CAPABILITY_SETS.flatMap((set) => capabilities[set]))
  const rows = [...known]
    .sort((a, b) => order(a) - order(b))
    .filter((name) => holds(wanted, name, ...setsOf(name)))
  return (
    <div className={classes.split}>
      <div className={classes.facts}>
        <Facts
          facts={[
            [t`user`, idsInWords(uid)],
            [t`group`, idsInWords(gid)],
            [t`also in`, groups.join(', ') || t`no other group`],
            [t`user ids`, mapInWords(uidMap)],
            [t`group ids`, mapInWords(gidMap)],
            [t`system calls`, seccompInWords(rights)],
            [
              t`privileges`,
              noNewPrivileges ? t`no new ones (no_new_privs)` : t`new ones can be gained`,
            ],
            [t`label`, label === null ? t`no security module is at work` : visible(label)],
            [t`OOM score`, t`${oomScoreAdj} added`],
          ]}
        />
      </div>
      <VirtualRows
        label={t`Capabilities`}
        rows={rows}
        none={
          wanted.trim() === '' ? t`It has no capability in any set.` : t`Nothing here holds that.`
        }
        head={
          <span className={`${classes.row} ${classes.capability}`}>
            <span>{t`capability`}</span>
            {CAPABILITY_SETS.map((set) => (
              <span key={set}>{set}</span>
            ))}
          </span>
        }
      >
        {(name) => (
          <span className={`${classes.row} ${classes.capability}`}>
            <code>{name}</code>
            {CAPABILITY_SETS.map((set) => (
              <span key={set} aria-hidden="true">
                {capabilities[set].includes(name) ? '●' : '·'}
              </span>
            ))}
            <VisuallyHidden>{setsOf(name).join(', ')}</VisuallyHidden>
          </span>
        )}
      </VirtualRows>
    </div>
  )
}
