import { t } from '@lingui/core/macro'
import { IconChevronRight } from '@tabler/icons-react'
import { goToGroup } from '../actions/navigate.ts'
import { groupInWords, groupKey } from '../groups/group.ts'
import { useLayout } from '../store/layout.ts'
import { rowId } from './ContainerRow.tsx'
import classes from './GroupHeading.module.css'
import type { Line } from './rows.ts'

interface Props {
  line: Extract<Line, { kind: 'group' }>
  selected: boolean
  position: number
  total: number
}

/** Above the members of a group; it can be chosen like them, and the inspector then shows what can be done to all. */
export function GroupHeading({ line: { key, group, members, folded }, ...of }: Props) {
  const fold = useLayout((state) => state.fold)
  const words = groupInWords(members)
  const name = group.group
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox has the keyboard
    <div
      id={rowId(groupKey(group))}
      role="option"
      tabIndex={-1}
      className={classes.group}
      aria-selected={of.selected}
      aria-posinset={of.position}
      aria-setsize={of.total}
      aria-label={folded ? t`Group ${name}, ${words}, folded` : t`Group ${name}, ${words}`}
      data-selected={of.selected || undefined}
      onClick={() => goToGroup(group)}
      onDoubleClick={() => fold(key, !folded)}
    >
      {/* Nothing that takes the keyboard may stand in an option. */}
      <span
        className={classes.chevron}
        aria-hidden="true"
        data-open={!folded || undefined}
        onClick={(event) => {
          event.stopPropagation()
          fold(key, !folded)
        }}
      >
        <IconChevronRight size={14} />
      </span>
      <span className={classes.name}>{name}</span>
      <span className={classes.count}>{words}</span>
    </div>
  )
}
