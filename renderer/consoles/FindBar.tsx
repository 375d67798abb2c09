import { CloseButton, TextInput } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import type { SearchAddon } from '@xterm/addon-search'
import { useEffect, useState } from 'react'
import { IconButton } from '../parts/IconButton.tsx'
import classes from './FindBar.module.css'

const MARKS = {
  decorations: {
    matchBackground: '#8a6a1f',
    activeMatchBackground: '#c9871a',
    matchOverviewRuler: '#8a6a1f',
    activeMatchColorOverviewRuler: '#c9871a',
  },
}

/** Finds text in a console: Enter goes back in time, Shift Enter forward, as in a log that one reads from its end. */
export function FindBar({ search, onClose }: { search: SearchAddon; onClose(): void }) {
  const [text, setText] = useState('')
  const [found, setFound] = useState<{ resultIndex: number; resultCount: number } | null>(null)
  useEffect(() => {
    const listening = search.onDidChangeResults(setFound)
    return () => {
      listening.dispose()
      search.clearDecorations()
    }
  }, [search])
  const back = () => search.findPrevious(text, MARKS)
  const forward = () => search.findNext(text, MARKS)
  return (
    <search className={classes.bar}>
      <TextInput
        autoFocus
        className={classes.input}
        placeholder="Find in this console"
        aria-label="Find in this console"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          search.findPrevious(event.currentTarget.value, { ...MARKS, incremental: true })
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose()
          else if (event.key === 'Enter' && event.shiftKey) forward()
          else if (event.key === 'Enter') back()
        }}
      />
      <span className={classes.count} role="status">
        {text &&
          found &&
          (found.resultCount ? `${found.resultIndex + 1} of ${found.resultCount}` : 'not found')}
      </span>
      <IconButton label="Previous" onClick={back}>
        <IconChevronUp size={16} />
      </IconButton>
      <IconButton label="Next" onClick={forward}>
        <IconChevronDown size={16} />
      </IconButton>
      <CloseButton size="sm" aria-label="Close find" onClick={onClose} />
    </search>
  )
}
