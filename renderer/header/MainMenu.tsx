import { t } from '@lingui/core/macro'
import { Menu } from '@mantine/core'
import { IconCheck, IconDots } from '@tabler/icons-react'
import { useLessons } from '../lessons/lessons-store.ts'
import { OBSERVING } from '../observer/role.ts'
import { IconButton } from '../parts/IconButton.tsx'
import { chooseCast } from '../playback/open-cast.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useWorkedOn } from '../store/hosts.ts'
import { useLayout } from '../store/layout.ts'
import { useMachine } from '../store/machines.ts'
import { useTour } from '../tour/tour-store.ts'
import { LESSONS } from '../words/lessons.ts'
import { OBSERVERS_WORDS } from '../words/observers.ts'
import { TOUR } from '../words/tour.ts'

/** What has no better place. */
export function MainMenu() {
  const layout = useLayout()
  const show = useDialogs((state) => state.show)
  const lessons = useLessons((state) => state.open)
  const toggleLessons = useLessons((state) => state.toggle)
  const startTour = useTour((state) => state.start)
  const on = useWorkedOn()
  const { host, preflight } = useMachine(on)
  const check = (on: boolean) => (on ? <IconCheck size={14} /> : <span style={{ width: 14 }} />)
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <IconButton label={t`Menu`} size={28}>
          <IconDots size={16} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {OBSERVING ? <ObserverEntries /> : <Making />}
        <Menu.Divider />
        <Menu.Item leftSection={check(layout.inspector)} onClick={layout.toggleInspector}>
          {t`Inspector`}
        </Menu.Item>
        <Menu.Item leftSection={check(layout.journal)} onClick={layout.toggleJournal}>
          {t`Journal`}
        </Menu.Item>
        <Menu.Item leftSection={check(lessons)} onClick={toggleLessons}>
          {LESSONS.title}
        </Menu.Item>
        <Menu.Item leftSection={check(false)} onClick={startTour}>
          {TOUR.again}
        </Menu.Item>
        <Menu.Item leftSection={check(layout.screenReader)} onClick={layout.toggleScreenReader}>
          {t`Consoles for screen readers`}
        </Menu.Item>
        <Menu.Item onClick={() => show({ kind: 'consoleSettings' })}>{t`Consoles…`}</Menu.Item>
        <Menu.Item onClick={() => show({ kind: 'keys' })}>{t`Keys…`}</Menu.Item>
        <Menu.Item onClick={chooseCast}>{t`Play a recording…`}</Menu.Item>
        {host && (
          <>
            <Menu.Divider />
            <Menu.Label>
              Runcible {host.version} · runc {preflight?.tools.runc.version ?? '?'} · criu{' '}
              {preflight?.tools.criu.version ?? '?'}
            </Menu.Label>
            <Menu.Label>{t`state in ${{ folder: host.stateDir }}`}</Menu.Label>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

/** What makes something, and what is arranged. */
function Making() {
  const show = useDialogs((state) => state.show)
  const on = useWorkedOn()
  return (
    <>
      <Menu.Item onClick={() => show({ kind: 'create', preset: { host: on } })}>
        {t`New container…`}
      </Menu.Item>
      <Menu.Item onClick={() => show({ kind: 'templates', host: on })}>{t`Templates…`}</Menu.Item>
      <Menu.Item onClick={() => show({ kind: 'images', host: on })}>{t`Images…`}</Menu.Item>
      <Menu.Item onClick={() => show({ kind: 'importCheckpoint', host: on })}>
        {t`Import a checkpoint…`}
      </Menu.Item>
      <Menu.Item onClick={() => show({ kind: 'volumes', host: on })}>{t`Volumes…`}</Menu.Item>
      <Menu.Item onClick={() => show({ kind: 'momentStorage', host: on })}>
        {t`Storage of checkpoints…`}
      </Menu.Item>
      <Menu.Item onClick={() => show({ kind: 'namespaces', host: on })}>{t`Namespaces…`}</Menu.Item>
      <Menu.Item onClick={() => show({ kind: 'hosts' })}>{t`Hosts…`}</Menu.Item>
      <Menu.Item onClick={() => show({ kind: 'preflight', host: on })}>
        {t`What this machine lacks…`}
      </Menu.Item>
      <Menu.Item onClick={() => show({ kind: 'observers' })}>{OBSERVERS_WORDS.menu}</Menu.Item>
    </>
  )
}

/** What there is to be looked at. */
function ObserverEntries() {
  const show = useDialogs((state) => state.show)
  const on = useWorkedOn()
  return (
    <>
      <Menu.Item onClick={() => show({ kind: 'images', host: on })}>{t`Images…`}</Menu.Item>
      <Menu.Item onClick={() => show({ kind: 'volumes', host: on })}>{t`Volumes…`}</Menu.Item>
      <Menu.Item onClick={() => show({ kind: 'momentStorage', host: on })}>
        {t`Storage of checkpoints…`}
      </Menu.Item>
    </>
  )
}
