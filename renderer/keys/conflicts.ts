import { type Chord, isSame } from './chord.ts'
import type { Command, Scope } from './command.ts'

/** Two commands whose keys could be heard at the same place. */
const meet = (a: Scope, b: Scope) => a === b || a === 'window' || b === 'window'

/** Who else has a chord where `command` would hear it. `keysOf`: the keys as they are now. */
export const othersWith = (
  chord: Chord,
  command: Command,
  commands: readonly Command[],
  keysOf: (command: Command) => readonly Chord[],
): Command[] =>
  commands.filter(
    (other) =>
      other.id !== command.id &&
      meet(other.scope, command.scope) &&
      keysOf(other).some((one) => isSame(one, chord)),
  )
