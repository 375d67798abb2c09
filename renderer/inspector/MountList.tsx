import { t } from '@lingui/core/macro'
import { Skeleton } from '@mantine/core'
import { FailureAt } from '../failures/FailureCard.tsx'
import { type Container, keyOf } from '../model.ts'
import { useMachine } from '../store/machines.ts'
import classes from './MountList.module.css'
import { mountedIn } from './mounted.ts'
import { CONFIG, useRead } from './use-read.ts'

/** What is mounted in a container and which devices it has, as its config.json says. */
export function MountList({ container }: { container: Container }) {
  const place = `mounts ${keyOf(container)}`
  const read = useRead(container, CONFIG, place)
  const { host } = useMachine(container.host)
  const mounted = read === null ? null : mountedIn(read.config, host?.stateDir ?? '')
  return (
    <>
      <FailureAt place={place} />
      {mounted === null ? (
        <Skeleton height={80} />
      ) : (
        <ul className={classes.list} aria-label={t`Mounts`}>
          {mounted.map(({ destination, kind, from, options, usual }) => (
            <li key={destination} data-usual={usual || undefined}>
              <code>{destination}</code>
              <span>
                {kind}
                {from && (
                  <>
                    {' '}
                    <code>{from}</code>
                  </>
                )}
              </span>
              <span className={classes.options}>{options}</span>
            </li>
          ))}
        </ul>
      )}
      {mounted?.some(({ usual }) => !usual) && (
        <p className={classes.note}>
          {t`A checkpoint takes a tmpfs along. Host paths and volumes are no part of it: they stay as they are.`}
        </p>
      )}
    </>
  )
}
