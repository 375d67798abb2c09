import { create } from 'zustand'
import type { ContainerRef, Source } from '../../shared/model.ts'

/** What a create dialog begins with. */
export interface CreatePreset {
  source?: Source
  namespace?: string
  id?: string
}

export type Dialog =
  | { kind: 'create'; preset: CreatePreset }
  | { kind: 'exec'; container: ContainerRef }
  | { kind: 'checkpoint'; container: ContainerRef }
  | { kind: 'log'; path: string }

interface DialogsState {
  /** opened over one another, the last on top */
  open: readonly Dialog[]
  show(dialog: Dialog): void
  close(): void
}

export const useDialogs = create<DialogsState>()((set) => ({
  open: [],
  show: (dialog) => set(({ open }) => ({ open: [...open, dialog] })),
  close: () => set(({ open }) => ({ open: open.slice(0, -1) })),
}))
