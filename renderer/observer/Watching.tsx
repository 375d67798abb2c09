import { Button, Tooltip } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { OBSERVERS_WORDS as WORDS } from '../words/observers.ts'
import { useFollowing } from './follow-presenter.ts'
import classes from './Watching.module.css'

/** In an observer's header, in the place of the hosts that others choose from: what this page is, and whether it goes along. */
export function Watching() {
  const { following, toggle } = useFollowing()
  return (
    <div className={classes.watching}>
      <IconEye size={16} aria-hidden="true" />
      <span role="status">{WORDS.watching}</span>
      <Tooltip label={WORDS.followTip}>
        <Button
          variant={following ? 'light' : 'default'}
          size="compact-xs"
          aria-pressed={following}
          onClick={toggle}
        >
          {WORDS.follow}
        </Button>
      </Tooltip>
    </div>
  )
}
