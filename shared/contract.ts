import type { z } from 'zod'
import { checkpointCalls } from './contract/checkpoints.ts'
import { configCalls } from './contract/config.ts'
import { consoleCalls, consoleStreams } from './contract/consoles.ts'
import { containerCalls } from './contract/containers.ts'
import { engineCalls } from './contract/engine.ts'
import { events } from './contract/events.ts'
import { fileCalls, fileStreams } from './contract/files.ts'
import { foreignCalls } from './contract/foreign.ts'
import { groupCalls } from './contract/groups.ts'
import { imageCalls } from './contract/images.ts'
import { lessonCalls } from './contract/lessons.ts'
import { processCalls } from './contract/processes.ts'
import { templateCalls } from './contract/templates.ts'

export { call, Progress } from './contract/call.ts'
export * from './contract/consoles.ts'
export { PathProbe } from './contract/engine.ts'
export { events } from './contract/events.ts'

/** What two sides may say to each other: every call, event and stream by its name, each with its schemas. */
export interface Contract {
  readonly calls: Readonly<Record<string, { input: z.ZodType; output: z.ZodType; reads?: true }>>
  readonly events: Readonly<Record<string, z.ZodType>>
  readonly streams: Readonly<Record<string, { open: z.ZodType; down: z.ZodType; up: z.ZodType }>>
}

/** Every call, room by room. */
export const calls = {
  ...engineCalls,
  ...containerCalls,
  ...configCalls,
  ...processCalls,
  ...foreignCalls,
  ...checkpointCalls,
  ...consoleCalls,
  ...imageCalls,
  ...groupCalls,
  ...templateCalls,
  ...fileCalls,
  ...lessonCalls,
} as const

export const streams = { ...consoleStreams, ...fileStreams } as const

/** What an engine and its window say to each other. */
export const engineContract = { calls, events, streams } as const
export type EngineContract = typeof engineContract

export type CallName<C extends Contract = EngineContract> = keyof C['calls'] & string
export type CallInput<K extends CallName<C>, C extends Contract = EngineContract> = z.input<
  C['calls'][K]['input']
>
export type CallRequest<K extends CallName<C>, C extends Contract = EngineContract> = z.output<
  C['calls'][K]['input']
>
export type CallOutput<K extends CallName<C>, C extends Contract = EngineContract> = z.output<
  C['calls'][K]['output']
>
export type EventName<C extends Contract = EngineContract> = keyof C['events'] & string
export type EventValue<K extends EventName<C>, C extends Contract = EngineContract> = z.output<
  C['events'][K]
>
export type StreamName<C extends Contract = EngineContract> = keyof C['streams'] & string
export type StreamOpen<K extends StreamName<C>, C extends Contract = EngineContract> = z.output<
  C['streams'][K]['open']
>
export type StreamDown<K extends StreamName<C>, C extends Contract = EngineContract> = z.output<
  C['streams'][K]['down']
>
export type StreamUp<K extends StreamName<C>, C extends Contract = EngineContract> = z.output<
  C['streams'][K]['up']
>
