import { z } from 'zod'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { ConsoleTarget as EngineConsoleTarget } from '../../shared/contract.ts'
import { HostId } from '../../shared/hosts.ts'
import { type ConsoleTarget, keyOf } from '../model.ts'
import { kept } from './kept.ts'

/** One string for a console, as a key of tabs. */
export function tabKey(target: ConsoleTarget): string {
  switch (target.kind) {
    case 'init':
      return `init:${keyOf(target)}`
    case 'exec':
      return `exec:${keyOf(target)}/${target.exec}`
    case 'shell':
      return `shell:${target.host}/${target.shell}`
  }
}

const KeptTarget = z.intersection(EngineConsoleTarget, z.object({ host: HostId }))

const Kept = z.object({
  targets: z.array(KeptTarget),
  active: z.string().nullable(),
  preview: z.string().nullable(),
})
type Kept = z.infer<typeof Kept>

interface TabsState extends Kept {
  /** the console that shall take the keyboard as soon as it is there */
  wantsFocus: string | null
  /**
   * Shows a console. A preview gives way to the next one (as in editors, where a single click opens a file); a pinned one
   * stays until it is closed.
   */
  show(target: ConsoleTarget, how: { pin: boolean; focus: boolean }): void
  pin(key: string): void
  activate(key: string): void
  /** The console that wanted the keyboard has it. */
  focused(): void
  close(key: string): void
  keepOnly(wanted: (target: ConsoleTarget) => boolean): void
}

/** Takes the tabs that `wanted` refuses away; the neighbour of a closed active tab becomes active. */
export function withoutTabs(state: Kept, wanted: (target: ConsoleTarget) => boolean): Kept {
  const targets = state.targets.filter(wanted)
  if (targets.length === state.targets.length) return state
  const keys = new Set(targets.map(tabKey))
  const has = (key: string | null) => key !== null && keys.has(key)
  if (has(state.active))
    return { ...state, targets, preview: has(state.preview) ? state.preview : null }
  const at = state.targets.findIndex((target) => tabKey(target) === state.active)
  const before = state.targets.slice(0, Math.max(at, 0)).filter(wanted).length
  const next = targets[Math.min(before, targets.length - 1)]
  return {
    targets,
    active: next ? tabKey(next) : null,
    preview: has(state.preview) ? state.preview : null,
  }
}

/** Opens or activates the tab of `target`; a new preview takes the old one's place. */
export function withTab(state: Kept, target: ConsoleTarget, pin: boolean): Kept {
  const key = tabKey(target)
  if (state.targets.some((one) => tabKey(one) === key)) {
    return { ...state, active: key, preview: pin && state.preview === key ? null : state.preview }
  }
  if (pin) return { ...state, targets: [...state.targets, target], active: key }
  const others = state.targets.filter((one) => tabKey(one) !== state.preview)
  return { targets: [...others, target], active: key, preview: key }
}

/** Which consoles are open in the middle, in what order, and which is seen. */
export const useTabs = create<TabsState>()(
  persist(
    (set) => ({
      targets: [],
      active: null,
      preview: null,
      wantsFocus: null,
      show: (target, { pin, focus }) =>
        set((state) => ({
          ...withTab(state, target, pin),
          wantsFocus: focus ? tabKey(target) : null,
        })),
      pin: (key) => set((state) => (state.preview === key ? { preview: null } : {})),
      activate: (key) => set({ active: key, wantsFocus: key }),
      focused: () => set({ wantsFocus: null }),
      close: (key) => set((state) => withoutTabs(state, (target) => tabKey(target) !== key)),
      keepOnly: (wanted) => set((state) => withoutTabs(state, wanted)),
    }),
    kept('tabs', Kept, ({ targets, active, preview }) => ({ targets, active, preview })),
  ),
)
