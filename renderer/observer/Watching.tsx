import { IconEye } from '@tabler/icons-react'
import { OBSERVERS_WORDS } from '../words/observers.ts'
import classes from './Watching.module.css'

/** In an observer's header, in the place of the hosts that others choose from. */
export function Watching() {
  return (
    <p className={classes.watching} role="status">
      <IconEye size={16} aria-hidden="true" />
      {OBSERVERS_WORDS.watching}
    </p>
  )
}
