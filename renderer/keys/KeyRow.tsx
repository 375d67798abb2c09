import { t } from '@lingui/core/macro'
import { Button, Kbd } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import { keysOf, useBindings } from './bindings.ts'
import { type Chord, chordInWords, chordOf, whyNotChord } from './chord.ts'
import type { Command } from './command.ts'
import { othersWith } from './conflicts.ts'
import classes from './Keys.module.css'
import { COMMANDS } from './registry.ts'

interface Props {
  command: Command
  keys: readonly Chord[]
  changed: boolean
  /** its new keys are waited for */
  open: boolean
  onOpen(open: boolean): void
}

/** A command with its keys, and what changes them. */
export function KeyRow({ command, keys, changed, open, onOpen }: Props) {
  const { change, reset } = useBindings.getState()
  const { id, words } = command
  return (
    <li className={classes.row} data-open={open || undefined}>
      <span className={classes.words}>{words}</span>
      <span className={classes.keys}>
        {keys.length === 0 && <span className={classes.none}>{t`no key`}</span>}
        {keys.map((chord) => (
          <Kbd key={chord} className={classes.key}>
            {chordInWords(chord)}
          </Kbd>
        ))}
      </span>
      <span className={classes.buttons}>
        {changed && (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={t`Reset the keys of: ${words}`}
            onClick={() => reset(id)}
          >
            {t`Reset`}
          </Button>
        )}
        <Button
          size="compact-xs"
          variant="default"
          aria-expanded={open}
          aria-label={t`Change the keys of: ${words}`}
          onClick={() => onOpen(!open)}
        >
          {t`Change`}
        </Button>
      </span>
      {open && (
        <NewKeys
          command={command}
          onChosen={(chords) => {
            change(id, chords)
            onOpen(false)
          }}
          onKeep={() => onOpen(false)}
        />
      )}
    </li>
  )
}

interface NewKeysProps {
  command: Command
  onChosen(keys: Chord[]): void
  onKeep(): void
}

/** Waits for keys; says why those cannot be had, or whose they are. */
function NewKeys({ command, onChosen, onKeep }: NewKeysProps) {
  const [pressed, setPressed] = useState<Chord | null>(null)
  const refused = pressed && whyNotChord(pressed, command.scope === 'console')
  const others = pressed ? othersWith(pressed, command, COMMANDS, keysOf) : []

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Tab') return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') return onKeep()
    const chord = chordOf(event.nativeEvent)
    if (chord === null) return
    const free =
      whyNotChord(chord, command.scope === 'console') === null &&
      othersWith(chord, command, COMMANDS, keysOf).length === 0
    if (free) onChosen([chord])
    else setPressed(chord)
  }

  return (
    <div className={classes.waiting}>
      <button
        type="button"
        // biome-ignore lint/a11y/noAutofocus: it was asked for
        autoFocus
        className={classes.wait}
        aria-label={t`Press the new keys of: ${{ words: command.words }}`}
        // Escape keeps the keys, and leaves the dialog open.
        data-mantine-stop-propagation="true"
        onKeyDown={onKeyDown}
      >
        {pressed ? chordInWords(pressed) : t`Press the new keys; Escape keeps the old`}
      </button>
      {refused && (
        <p className={classes.refused} role="alert">
          {refused}
        </p>
      )}
      {pressed && !refused && others.length > 0 && (
        <>
          <p className={classes.refused} role="alert">
            {takenWords(pressed, others)}
          </p>
          <Button
            size="compact-xs"
            onClick={() => {
              for (const other of others) swap(other, pressed, command)
              onChosen([pressed])
            }}
          >
            {t`Swap their keys`}
          </Button>
        </>
      )}
      <Button size="compact-xs" variant="default" onClick={() => onChosen([])}>
        {t`No key at all`}
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={onKeep}>
        {t`Keep`}
      </Button>
    </div>
  )
}

function takenWords(chord: Chord, others: readonly Command[]): string {
  const keys = chordInWords(chord)
  const commands = others
    .map(({ words }) => words)
    .join('; ')
    .replace(/…$/, '')
  return t`${keys} is already: ${commands}.`
}

/** Gives `other` the first key of `command` in the place of `chord`; none where that has none or it could not be heard. */
function swap(other: Command, chord: Chord, command: Command): void {
  const [given] = keysOf(command)
  const fits = given !== undefined && whyNotChord(given, other.scope === 'console') === null
  const left = keysOf(other).filter((one) => one.toLowerCase() !== chord.toLowerCase())
  useBindings.getState().change(other.id, fits ? [...left, given] : left)
}
