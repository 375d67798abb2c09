import { z } from 'zod'
import { ConsoleTarget as EngineConsoleTarget } from '../../shared/contract.ts'
import { HostId } from '../../shared/hosts.ts'
import type { ConsoleTarget } from '../model.ts'

/** A console and the host that it is on, as it came from another window. */
export const PlacedTarget: z.ZodType<ConsoleTarget> = EngineConsoleTarget.and(
  z.object({ host: HostId }),
)

/** The address of one console alone, below the page's own: the same page, in a window of its own. */
export const consoleLink = (target: ConsoleTarget) =>
  `/?console=${encodeURIComponent(JSON.stringify(target))}`

/** The console that an address is about; null where it is about none. What it holds may be of anybody's making. */
export function consoleOf(search: string): ConsoleTarget | null {
  const text = new URLSearchParams(search).get('console')
  if (text === null) return null
  try {
    return PlacedTarget.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** The console that this window is for; null: it is a whole one. */
export const ownConsole: ConsoleTarget | null =
  typeof window === 'undefined' ? null : consoleOf(window.location.search)
