import type { Command } from './command.ts'
import { consoleCommands } from './console-commands.ts'
import { containerCommands } from './container-commands.ts'
import { settingsCommands } from './settings-commands.ts'
import { templateCommands } from './template-commands.ts'
import { windowCommands } from './window-commands.ts'

/** Everything that has, or can be given, a key: palette, menus, tooltips, the list of keys and their handler read it here. */
export const COMMANDS: readonly Command[] = [
  ...containerCommands,
  ...consoleCommands,
  ...settingsCommands,
  ...windowCommands,
  ...templateCommands,
]

const byId = new Map(COMMANDS.map((command) => [command.id, command]))

export const commandOf = (id: string): Command | undefined => byId.get(id)
