import { create } from 'zustand'
import type { HostEntry, HostId } from '../../shared/hosts.ts'
import type { RestoreOptions, Source, TemplateRequest } from '../../shared/model.ts'
import type { Checkpoint, ConsoleTarget, Container, ContainerRef } from '../model.ts'
import type { Cast } from '../playback/cast.ts'
import type { Failure } from './failures.ts'

/** What a create dialog begins with, and the host that it is for. */
export interface CreatePreset {
  host: HostId
  source?: Source
  namespace?: string
  id?: string
  /** its choices, in the place of the source's */
  template?: { name: string; request: TemplateRequest }
}

/** What is written out. */
export type ExportSubject =
  | { kind: 'container'; container: ContainerRef }
  | { kind: 'image'; host: HostId; image: string; name: string }
  | { kind: 'checkpoint'; checkpoint: Checkpoint }

export type Dialog =
  | { kind: 'create'; preset: CreatePreset }
  | { kind: 'exec'; container: ContainerRef }
  | { kind: 'delete'; containers: readonly Container[] }
  | { kind: 'checkpoint'; container: ContainerRef }
  | { kind: 'automatic'; container: ContainerRef }
  | { kind: 'inside'; checkpoint: Checkpoint }
  | { kind: 'compare'; checkpoint: Checkpoint }
  /** `other`: null for now */
  | { kind: 'compareFile'; checkpoint: Checkpoint; other: string | null; path: string }
  | { kind: 'rewind'; container: ContainerRef; checkpoint: Checkpoint; options: RestoreOptions }
  | { kind: 'branch'; checkpoint: Checkpoint }
  | { kind: 'log'; host: HostId; path: string }
  | { kind: 'failure'; title: string; failure: Failure }
  /** of what was dropped no container can be made: two sentences */
  | { kind: 'dropped'; what: string; why: string }
  | { kind: 'namespaces'; host: HostId }
  | { kind: 'hosts' }
  | { kind: 'observers' }
  | { kind: 'consoleSettings' }
  | { kind: 'keys' }
  | { kind: 'preflight'; host: HostId }
  | { kind: 'lines'; console: LoggedConsole; name: string }
  | { kind: 'graphs'; container: ContainerRef }
  | { kind: 'processes'; container: ContainerRef }
  | { kind: 'kernelView'; container: ContainerRef }
  | { kind: 'config'; container: ContainerRef }
  | { kind: 'files'; container: ContainerRef }
  /** a file as its base has it, and now */
  | { kind: 'baseDiff'; container: ContainerRef; path: string }
  | { kind: 'playback'; cast: Cast }
  | { kind: 'volumes'; host: HostId }
  | { kind: 'momentStorage'; host: HostId }
  /** text: an export to be brought in */
  | { kind: 'templates'; host: HostId; text?: string }
  | { kind: 'saveTemplate'; host: HostId; request: TemplateRequest; name: string }
  /** `path`: one that is to be brought in, filled in already */
  | { kind: 'images'; host: HostId; path?: string }
  /** `path`: one that is to be looked into at once */
  | { kind: 'importCheckpoint'; host: HostId; path?: string }
  | { kind: 'changes'; container: ContainerRef }
  | { kind: 'commit'; container: ContainerRef }
  | { kind: 'export'; what: ExportSubject }
  | { kind: 'ssh'; change: HostEntry | null }
  | { kind: 'renameConsole'; console: ConsoleTarget }

/** A console of which there is a log. */
type LoggedConsole = Exclude<ConsoleTarget, { kind: 'shell' }>

/** A dialog that is open; no other ever has its number. */
export type OpenDialog = Dialog & { readonly number: number }

interface DialogsState {
  /** opened over one another, the last on top */
  open: readonly OpenDialog[]
  show(dialog: Dialog): void
  /** Closes that one; nothing where it was closed before. */
  close(number: number): void
  /** Closes every one that `is` says it of. */
  closeAll(is: (dialog: Dialog) => boolean): void
}

let shown = 0

export const useDialogs = create<DialogsState>()((set) => ({
  open: [],
  show: (dialog) => set(({ open }) => ({ open: [...open, { ...dialog, number: shown++ }] })),
  close: (number) =>
    set(({ open }) => ({ open: open.filter((dialog) => dialog.number !== number) })),
  closeAll: (is) => set(({ open }) => ({ open: open.filter((dialog) => !is(dialog)) })),
}))
