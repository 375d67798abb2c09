import { create } from 'zustand'
import type { Why } from '../actions/availability.ts'
import { useContainers } from './containers.ts'
import { useTabs } from './tabs.ts'

const MOST_STEPS = 50

/** Something done in this window that can be undone. */
export interface UndoStep {
  /** what undoing does, after “Undo: ”: “resume web-2” */
  words: string
  /** why it cannot be undone any more, as things are now */
  why(): Why
  undo(): unknown
}

interface UndoState {
  steps: readonly UndoStep[]
  did(step: UndoStep): void
  forget(step: UndoStep): void
}

/** What was done, the last at the end. What cannot be undone stands not in it. */
export const useUndo = create<UndoState>()((set) => ({
  steps: [],
  did: (step) => set(({ steps }) => ({ steps: [...steps, step].slice(-MOST_STEPS) })),
  forget: (step) => set(({ steps }) => ({ steps: steps.filter((one) => one !== step) })),
}))

/** The last thing that can still be undone. */
export const lastStep = (): UndoStep | undefined =>
  useUndo.getState().steps.findLast((step) => step.why() === null)

/** As lastStep, drawn anew when what decides over it changes. */
export function useLastStep(): UndoStep | undefined {
  useUndo((state) => state.steps)
  useContainers((state) => state.byKey)
  useTabs((state) => state.arrangement)
  return lastStep()
}

/** Undoes the last thing; it is not offered again, whether that went well or not. */
export function undoLast(): void {
  const step = lastStep()
  if (!step) return
  useUndo.getState().forget(step)
  void step.undo()
}
