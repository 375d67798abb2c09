import { useMantineColorScheme } from '@mantine/core'
import { Spotlight, type SpotlightActionGroupData, useSpotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useCircumstancesOf } from '../actions/use-circumstances.ts'
import { useContainerList } from '../store/containers.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useForeignList } from '../store/foreign.ts'
import { useWorkedOn } from '../store/hosts.ts'
import { useTemplatesOf } from '../templates/templates-store.ts'
import { consoleEntries } from './palette-consoles.ts'
import { containerEntries, windowEntries } from './palette-entries.ts'
import { foreignEntries } from './palette-foreign.ts'
import { groupEntries, templateEntries } from './palette-groups.ts'
import { PALETTE_FIELD_ID, palette, paletteStore } from './palette-store.ts'

const LIMIT = 14

/** Everything that can be done, by typing a part of its name. */
export function Palette() {
  useOpeningKeys()
  const { opened } = useSpotlight(paletteStore)
  return opened ? <OpenPalette /> : <Spotlight store={paletteStore} actions={[]} shortcut={null} />
}

function OpenPalette() {
  const containers = useContainerList()
  const foreign = useForeignList()
  const around = useCircumstancesOf()
  const { setColorScheme } = useMantineColorScheme()
  const host = useWorkedOn()
  const templates = useTemplatesOf(host)?.templates ?? []
  const actions: SpotlightActionGroupData[] = [
    { group: 'Containers', actions: containerEntries(containers, around) },
    { group: 'Made by others', actions: foreignEntries(foreign, around) },
    { group: 'Groups', actions: groupEntries(containers, around) },
    { group: 'Templates', actions: templateEntries(host, templates) },
    { group: 'Consoles', actions: consoleEntries(around) },
    { group: 'Window', actions: windowEntries(setColorScheme) },
  ]
  return (
    <Spotlight
      store={paletteStore}
      actions={actions}
      shortcut={null}
      attributes={{ content: { 'aria-label': 'Search or run anything' } }}
      limit={LIMIT}
      highlightQuery
      scrollable
      scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': 'What can be run' } }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.45 }}
      maxHeight="calc(60 * var(--vh))"
      nothingFound="Nothing of that name"
      searchProps={{
        id: PALETTE_FIELD_ID,
        leftSection: <IconSearch size={16} />,
        placeholder: 'Search or run anything',
        'aria-label': 'Search or run anything',
      }}
    />
  )
}

/** Ctrl K; within a console that is the shell's, so Ctrl Shift P works there, too. */
function useOpeningKeys() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.ctrlKey && !event.metaKey) return
      const key = event.key.toLowerCase()
      const inConsole = event.target instanceof Element && event.target.closest('.xterm') !== null
      const asked =
        (key === 'k' && !event.shiftKey && !inConsole) || (key === 'p' && event.shiftKey)
      if (!asked || useDialogs.getState().open.length > 0) return
      event.preventDefault()
      event.stopPropagation()
      palette.toggle()
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [])
}
