import { t } from '@lingui/core/macro'
import { Button, CloseButton, Kbd, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { Confirm } from '../parts/Confirm.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { useBindings } from './bindings.ts'
import { chordInWords } from './chord.ts'
import { type Command, ROOM_WORDS, ROOMS } from './command.ts'
import { FIXED } from './fixed-keys.ts'
import { KeyRow } from './KeyRow.tsx'
import classes from './Keys.module.css'
import { COMMANDS } from './registry.ts'

/** All keys, by room: found by what they do or by what is pressed, and changed. */
export default function KeysDialog({ onClose }: { onClose(): void }) {
  const [query, setQuery] = useState('')
  const [open, setOpen] = useState<string | null>(null)
  const changed = useBindings((state) => state.changed)
  const resetAll = useBindings((state) => state.resetAll)
  const keysOf = ({ id, keys }: Command) => changed[id] ?? keys
  const answers = answering(query)
  const shown = COMMANDS.filter((one) => answers(one, keysOf(one).map(chordInWords)))
  const fixed = FIXED.filter((one) => answers(one, [one.keys]))
  return (
    <DialogFrame onClose={onClose} size={680} title={t`Keys`}>
      <p className={classes.what}>
        {t`A letter alone is heard beside the containers: in the list and the inspector. In a console only Ctrl Shift and Alt Shift are the window’s; the rest belongs to the program.`}
      </p>
      <TextInput
        data-autofocus
        leftSection={<IconSearch size={14} />}
        placeholder={t`Find by what it does, or by its keys`}
        aria-label={t`Find keys`}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        rightSection={
          query && <CloseButton size="xs" aria-label={t`Clear`} onClick={() => setQuery('')} />
        }
      />
      {shown.length === 0 && fixed.length === 0 && (
        <p className={classes.what} role="status">
          {t`No key answers to “${query}”.`}
        </p>
      )}
      {ROOMS.map((room) => {
        const ofIt = shown.filter((one) => one.room === room)
        if (ofIt.length === 0) return null
        return (
          <section key={room} className={classes.room} aria-label={ROOM_WORDS[room]}>
            <h3 className={classes.heading}>{ROOM_WORDS[room]}</h3>
            <ul className={classes.list}>
              {ofIt.map((command) => (
                <KeyRow
                  key={command.id}
                  command={command}
                  keys={keysOf(command)}
                  changed={command.id in changed}
                  open={open === command.id}
                  onOpen={(is) => setOpen(is ? command.id : null)}
                />
              ))}
            </ul>
          </section>
        )
      })}
      {fixed.length > 0 && (
        <section className={classes.room} aria-label={t`Everywhere the same`}>
          <h3 className={classes.heading}>{t`Everywhere the same`}</h3>
          <ul className={classes.list}>
            {fixed.map(({ keys, words }) => (
              <li key={words} className={classes.row}>
                <span className={classes.words}>{words}</span>
                <Kbd className={classes.key}>{keys}</Kbd>
              </li>
            ))}
          </ul>
        </section>
      )}
      <DialogFoot>
        <Button onClick={onClose}>{t`Done`}</Button>
        <Confirm
          label={t`Reset all keys?`}
          lost={t`Every key that was changed becomes what it was at first.`}
          action={t`Reset all keys`}
          onConfirm={resetAll}
        >
          {(ask) => (
            <Button variant="default" disabled={Object.keys(changed).length === 0} onClick={ask}>
              {t`Reset all…`}
            </Button>
          )}
        </Confirm>
      </DialogFoot>
    </DialogFrame>
  )
}

/** Whether every word that was typed is found in what it does or in its keys. */
function answering(
  query: string,
): (of: Pick<Command, 'words' | 'english'>, keys: readonly string[]) => boolean {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean)
  return ({ words, english }, keys) => {
    const hay = [words, ...english, ...keys].join(' ').toLowerCase()
    return wanted.every((word) => hay.includes(word))
  }
}
