import { t } from '@lingui/core/macro'
import { Kbd, UnstyledButton } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { AppearanceMenu } from '../appearance/AppearanceMenu.tsx'
import { HostMenu } from '../hosts/HostMenu.tsx'
import { useAllKeysInWords, useAriaKeys, useKeysInWords } from '../keys/bindings.ts'
import { OBSERVING } from '../observer/role.ts'
import { ShownBadge } from '../observer/ShownBadge.tsx'
import { Watching } from '../observer/Watching.tsx'
import { PresenterBar } from '../presenter/PresenterBar.tsx'
import classes from './Header.module.css'
import { MainMenu } from './MainMenu.tsx'
import { Problems } from './Problems.tsx'
import { palette } from './palette-store.ts'

const PALETTE = 'window.palette'

/** Name, machine, the way to everything, and what is amiss. */
export function Header() {
  const keys = useKeysInWords(PALETTE)
  return (
    <header className={classes.header}>
      <h1 className={classes.name}>Runcible</h1>
      {OBSERVING ? <Watching /> : <HostMenu />}
      <UnstyledButton
        className={classes.search}
        onClick={palette.open}
        title={useAllKeysInWords(PALETTE)}
        aria-keyshortcuts={useAriaKeys(PALETTE)}
      >
        <IconSearch size={14} aria-hidden="true" />
        <span>{t`Search or run anything`}</span>
        {keys && <Kbd className={classes.key}>{keys}</Kbd>}
      </UnstyledButton>
      <div className={classes.tools}>
        <ShownBadge />
        <PresenterBar />
        <Problems />
        <AppearanceMenu />
        <MainMenu />
      </div>
    </header>
  )
}
