import { t } from '@lingui/core/macro'
import { Spotlight, type SpotlightActionGroupData, useSpotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useCircumstancesOf } from '../actions/use-circumstances.ts'
import { ROOM_WORDS } from '../keys/command.ts'
import { useContainer, useContainerList } from '../store/containers.ts'
import { useForeignList } from '../store/foreign.ts'
import { useWorkedOn } from '../store/hosts.ts'
import { useSelection } from '../store/selection.ts'
import { useTemplatesOf } from '../templates/templates-store.ts'
import { commandGroups } from './palette-commands.tsx'
import { containerEntries, windowEntries } from './palette-entries.ts'
import { byWords, namedIn } from './palette-filter.ts'
import { foreignEntries } from './palette-foreign.ts'
import { groupEntries, templateEntries } from './palette-groups.ts'
import { PALETTE_FIELD_ID, paletteStore } from './palette-store.ts'

const LIMIT = 40

/** Everything that can be done, by typing a part of its name. */
export function Palette() {
  const { opened } = useSpotlight(paletteStore)
  return opened ? <OpenPalette /> : <Spotlight store={paletteStore} actions={[]} shortcut={null} />
}

function OpenPalette() {
  const [query, setQuery] = useState('')
  const containers = useContainerList()
  const foreign = useForeignList()
  const around = useCircumstancesOf()
  const host = useWorkedOn()
  const selected = useSelection((state) => state.selected)
  const chosen = useContainer(selected) ? selected : null
  const templates = useTemplatesOf(host)?.templates ?? []
  const [ofChosen, ...others] = commandGroups()
  const actions: SpotlightActionGroupData[] = [
    ...(ofChosen && chosen ? [{ ...ofChosen, group: t`Chosen container` }] : []),
    {
      group: t`Other containers`,
      actions: containerEntries(namedIn(query, containers), around, chosen),
    },
    { group: t`Made by others`, actions: foreignEntries(foreign, around) },
    { group: t`Groups`, actions: groupEntries(containers, around) },
    { group: t`Start a template`, actions: templateEntries(host, templates) },
    ...others,
    ...(ofChosen && !chosen ? [{ ...ofChosen, group: ROOM_WORDS.Container }] : []),
    { group: t`Hosts and looks`, actions: windowEntries() },
  ]
  return (
    <Spotlight
      store={paletteStore}
      actions={actions}
      filter={byWords}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      attributes={{ content: { 'aria-label': t`Search or run anything` } }}
      limit={LIMIT}
      highlightQuery
      scrollable
      scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': t`What can be run` } }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.45 }}
      maxHeight="calc(60 * var(--vh))"
      nothingFound={t`Nothing of that name`}
      searchProps={{
        id: PALETTE_FIELD_ID,
        leftSection: <IconSearch size={16} />,
        placeholder: t`Search or run anything`,
        'aria-label': t`Search or run anything`,
      }}
    />
  )
}
