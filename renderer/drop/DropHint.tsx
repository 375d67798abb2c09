import { t } from '@lingui/core/macro'
import classes from './DropHint.module.css'
import { useDrop } from './use-drop.ts'

/** Over the window while something is held over it: what it will do with it. */
export function DropHint() {
  const over = useDrop()
  if (!over) return null
  return (
    <div className={classes.hint}>
      <p className={classes.words}>
        {t`Drop a bundle or a root filesystem to make a container of it, or an image or a checkpoint to bring it in`}
        <small>{t`one folder or archive; it stays where it is`}</small>
      </p>
    </div>
  )
}
