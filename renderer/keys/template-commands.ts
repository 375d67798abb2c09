import { msg } from '@lingui/core/macro'
import { startByKey } from '../actions/templates.ts'
import { type Command, named } from './command.ts'

const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/**
 * Ctrl Shift with a digit starts the template that was given it. Ctrl with a digit alone belongs to the browser (its tabs) and
 * to the program in a terminal (NUL, ESC, SIGQUIT), Alt with a digit to both again.
 */
export const templateCommands: readonly Command[] = DIGITS.map((digit) => ({
  id: `template.${digit}`,
  room: 'Templates',
  scope: 'window',
  ...named(msg`Start the template with the digit ${digit}`),
  keys: [`Ctrl+Shift+Digit${digit}`, `Ctrl+Shift+Numpad${digit}`],
  run: () => void startByKey(digit),
  unlisted: true,
}))
