import { Button, Popover } from '@mantine/core'
import { IconBellOff, IconPresentationOff } from '@tabler/icons-react'
import { useIsPresenting, usePresenter } from '../store/presenter.ts'
import { PRESENTER } from '../words/appearance.ts'
import { clock } from '../words/time.ts'
import classes from './PresenterBar.module.css'
import { togglePresenting } from './toggle.ts'

/** In presenter mode: what was kept quiet, and the way out. */
export function PresenterBar() {
  if (!useIsPresenting()) return null
  return (
    <div className={classes.bar}>
      <Missed />
      <Button
        variant="default"
        leftSection={<IconPresentationOff size={14} aria-hidden="true" />}
        title={PRESENTER.keys}
        aria-keyshortcuts={PRESENTER.shortcut}
        onClick={togglePresenting}
      >
        {PRESENTER.leave}
      </Button>
    </div>
  )
}

function Missed() {
  const missed = usePresenter((state) => state.missed)
  if (missed.length === 0) return null
  return (
    <Popover width={360} position="bottom-end" trapFocus>
      <Popover.Target>
        <Button
          variant="subtle"
          leftSection={<IconBellOff size={14} aria-hidden="true" />}
          aria-label={PRESENTER.quietName(missed.length)}
        >
          {PRESENTER.quiet(missed.length)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={PRESENTER.quietName(missed.length)}>
        <ol className={classes.missed}>
          {missed.map(({ at, words }) => (
            <li key={`${at} ${words}`}>
              <span className={classes.time}>{clock(new Date(at).toISOString())}</span>
              {words}
            </li>
          ))}
        </ol>
      </Popover.Dropdown>
    </Popover>
  )
}
