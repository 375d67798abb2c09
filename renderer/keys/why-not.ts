import type { Why } from '../actions/availability.ts'
import { OBSERVING, WATCHING } from '../observer/role.ts'
import type { Command } from './command.ts'

/** What an observer may do: look, and arrange a window of its own. */
const FOR_OBSERVERS =
  /^(?:list\.|settings\.(?:font|theme)|console\.(?!ownWindow|synchronise|type)|container\.(?:console|graphs|inspect|processes|files)|window\.(?:palette|nextRegion|previousRegion|keys|images|volumes|momentStorage|preflight|inspector|journal|figures|screenReader|consoleSettings|colours|light|dark|auto)$)/

/** Whether an observer is offered it at all. */
export const isOffered = ({ id }: Command): boolean => !OBSERVING || FOR_OBSERVERS.test(id)

/** Why a command cannot be done now; an observer's reason goes before every other. */
export const whyNotNow = (command: Command): Why =>
  isOffered(command) ? (command.why?.() ?? null) : WATCHING
