import { t } from '@lingui/core/macro'
import { CloseButton, TextInput } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconLetterCase, IconRegex } from '@tabler/icons-react'
import type { ISearchOptions, SearchAddon } from '@xterm/addon-search'
import { useEffect, useState } from 'react'
import { IconButton } from '../parts/IconButton.tsx'
import classes from './FindBar.module.css'
import { regexProblem } from './regex-problem.ts'

const MARKS = {
  decorations: {
    matchBackground: '#8a6a1f',
    activeMatchBackground: '#c9871a',
    matchOverviewRuler: '#8a6a1f',
    activeMatchColorOverviewRuler: '#c9871a',
  },
}

interface How {
  regex: boolean
  caseSensitive: boolean
}

/** Finds text in a console: Enter goes back in time, Shift Enter forward, as in a log that one reads from its end. */
export function FindBar({ search, onClose }: { search: SearchAddon; onClose(): void }) {
  const [text, setText] = useState('')
  const [how, setHow] = useState<How>({ regex: false, caseSensitive: false })
  const [found, setFound] = useState<{ resultIndex: number; resultCount: number } | null>(null)
  const problem = how.regex ? regexProblem(text) : null
  useEffect(() => {
    const listening = search.onDidChangeResults(setFound)
    return () => {
      listening.dispose()
      search.clearDecorations()
    }
  }, [search])

  useEffect(() => {
    if (problem === null && text !== '') {
      search.findPrevious(text, { ...MARKS, ...how, incremental: true })
    } else search.clearDecorations()
  }, [search, text, how, problem])

  const go = (way: (text: string, options: ISearchOptions) => boolean) => {
    if (problem === null) way.call(search, text, { ...MARKS, ...how })
  }
  const toggle = (name: keyof How) => {
    // The addon would not see that its options have changed, and keep its marks.
    search.clearDecorations()
    setHow((now) => ({ ...now, [name]: !now[name] }))
  }
  return (
    <search className={classes.bar}>
      <TextInput
        autoFocus
        className={classes.input}
        placeholder={t`Find in this console`}
        aria-label={t`Find in this console`}
        error={problem !== null}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose()
          else if (event.key === 'Enter') go(event.shiftKey ? search.findNext : search.findPrevious)
        }}
      />
      <IconButton
        label={t`Match case`}
        aria-pressed={how.caseSensitive}
        className={classes.toggle}
        onClick={() => toggle('caseSensitive')}
      >
        <IconLetterCase size={16} />
      </IconButton>
      <IconButton
        label={t`Regular expression`}
        aria-pressed={how.regex}
        className={classes.toggle}
        onClick={() => toggle('regex')}
      >
        <IconRegex size={16} />
      </IconButton>
      <span className={classes.count} role="status">
        {problem ?? (text && found && countOf(found))}
      </span>
      <IconButton
        label={t({ message: 'Previous', context: 'a text that was found' })}
        onClick={() => go(search.findPrevious)}
      >
        <IconChevronUp size={16} />
      </IconButton>
      <IconButton
        label={t({ message: 'Next', context: 'a text that was found' })}
        onClick={() => go(search.findNext)}
      >
        <IconChevronDown size={16} />
      </IconButton>
      <CloseButton size="sm" aria-label={t`Close find`} onClick={onClose} />
    </search>
  )
}

function countOf({ resultIndex, resultCount }: { resultIndex: number; resultCount: number }) {
  if (resultCount === 0) return t`not found`
  return resultIndex < 0
    ? t`${resultCount} found`
    : t`${{ n: resultIndex + 1 }} of ${{ all: resultCount }}`
}
