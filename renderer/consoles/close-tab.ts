import type { ConsoleTarget } from '../model.ts'
import { tabKey, useTabs } from '../store/tabs.ts'

/** What it is a tab of lives on. */
export function closeTab(target: ConsoleTarget): void {
  useTabs.getState().close(tabKey(target))
}
