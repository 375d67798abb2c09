import { closeHostShell } from '../actions/shells.ts'
import type { ConsoleTarget } from '../model.ts'
import { shellOf } from '../store/shells.ts'
import { tabKey, useTabs } from '../store/tabs.ts'

/** A container's console lives on when its tab closes; a host shell has nothing but its tab and ends with it. */
export function closeTab(target: ConsoleTarget): void {
  const shell = target.kind === 'shell' ? shellOf(target) : undefined
  if (shell) void closeHostShell(shell)
  useTabs.getState().close(tabKey(target))
}
