import { Kbd } from '@mantine/core'
import type { SpotlightActionData, SpotlightActionGroupData } from '@mantine/spotlight'
import { keysOf } from '../keys/bindings.ts'
import { chordInWords } from '../keys/chord.ts'
import { type Command, ROOM_WORDS, ROOMS, wordsNow } from '../keys/command.ts'
import { COMMANDS } from '../keys/registry.ts'
import { isOffered, whyNotNow } from '../keys/why-not.ts'
import classes from './Palette.module.css'

/** Every command, as things are now, with its first key and what it runs; one that cannot be done says why. */
export const commandGroups = (): SpotlightActionGroupData[] =>
  ROOMS.map((room) => ({
    group: ROOM_WORDS[room],
    actions: COMMANDS.filter((one) => one.room === room && !one.unlisted && isOffered(one)).map(
      entryOf,
    ),
  })).filter(({ actions }) => actions.length > 0)

function entryOf(command: Command): SpotlightActionData {
  const { id, label, help, keywords = [], english } = command
  const why = whyNotNow(command)
  const [key] = keysOf(command)
  const tells = why ?? command.runs?.() ?? help
  return {
    id,
    label: label?.() ?? wordsNow(command),
    ...(tells && { description: tells }),
    keywords: [...keywords, ...english],
    rightSection: key && <Kbd className={classes.key}>{chordInWords(key)}</Kbd>,
    ...(why === null
      ? { onClick: command.run }
      : { 'aria-disabled': true, closeSpotlightOnTrigger: false, className: classes.unable ?? '' }),
  }
}
