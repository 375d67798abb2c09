import { z } from 'zod'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { PlacedTarget } from '../console-window/link.ts'
import type { ConsoleTarget } from '../model.ts'
import {
  type Arrangement,
  added,
  broughtForward,
  consolesIn,
  filtered,
  groupOfTab,
  groupsIn,
  KeptArrangement,
  oneGroup,
  zoomToggled,
} from './arrangement.ts'
import { kept } from './kept.ts'
import { tabKey } from './tab-key.ts'

export { tabKey } from './tab-key.ts'

/** What somebody called a console. */
interface Named {
  target: ConsoleTarget
  name: string
}

export const LONGEST_NAME = 60

interface Kept {
  arrangement: Arrangement
  /** key of the console that the keyboard is in, or was last; its group is the focused one */
  active: string | null
  preview: string | null
  names: readonly Named[]
}

/** `targets`: from before there were splits. What cannot be read is as nothing. */
const KeptTabs: z.ZodType<Kept> = z
  .object({
    arrangement: KeptArrangement.optional().catch(undefined),
    targets: z.array(PlacedTarget).optional().catch(undefined),
    active: z.string().nullable().catch(null),
    preview: z.string().nullable().catch(null),
    names: z
      .array(z.object({ target: PlacedTarget, name: z.string().min(1).max(LONGEST_NAME) }))
      .catch([]),
  })
  .transform(({ arrangement: read, targets, active, preview, names }) => {
    const arrangement = read ?? oneGroup(targets ?? [])
    const has = (key: string | null) => groupOfTab(arrangement, key) !== undefined
    const front = has(active) ? active : (groupsIn(arrangement)[0]?.selectedId ?? null)
    return {
      arrangement: front === null ? arrangement : broughtForward(arrangement, front),
      active: front,
      preview: has(preview) ? preview : null,
      names,
    }
  })

interface TabsState extends Kept {
  /** the console that shall take the keyboard as soon as it is there */
  wantsFocus: string | null
  /**
   * Shows a console. A preview gives way to the next one (as in editors, where a single click opens a file); a pinned one
   * stays until it is closed.
   */
  show(target: ConsoleTarget, how: { pin: boolean; focus: boolean }): void
  pin(key: string): void
  /** Brings a console to the front of its group, which is the focused one then. */
  activate(key: string, how?: { focus: boolean }): void
  /** The console that wanted the keyboard has it. */
  focused(): void
  close(key: string): void
  keepOnly(wanted: (target: ConsoleTarget) => boolean): void
  /** One group to full and back: that of the active console where none is named. */
  toggleZoom(groupId?: string): void
  /** Calls a console something of one's own; '': nothing any more. */
  rename(target: ConsoleTarget, name: string): void
}

/** Takes the tabs that `wanted` refuses away; the neighbour of a closed active tab becomes active. */
export function withoutTabs<S extends Pick<Kept, 'arrangement' | 'active' | 'preview'>>(
  state: S,
  wanted: (target: ConsoleTarget) => boolean,
): S {
  const before = consolesIn(state.arrangement)
  if (before.every(wanted)) return state
  const arrangement = filtered(state.arrangement, wanted)
  const has = (key: string | null) => groupOfTab(arrangement, key) !== undefined
  return {
    ...state,
    arrangement,
    active: has(state.active) ? state.active : nextActive(state, arrangement),
    preview: has(state.preview) ? state.preview : null,
  }
}

/** What is in front of the group that lost its active console, or of the one before it where it is gone itself. */
function nextActive(
  { arrangement: before, active }: Pick<Kept, 'arrangement' | 'active'>,
  after: Arrangement,
): string | null {
  const left = groupsIn(after)
  const of = groupOfTab(before, active)
  const at = groupsIn(before).findIndex(({ id }) => id === of?.id)
  const group = left.find(({ id }) => id === of?.id) ?? left[Math.max(0, at - 1)] ?? left[0]
  return group?.selectedId ?? null
}

/**
 * Opens or activates the tab of `target`, in the focused group; there a new preview takes the old one's place, and that of
 * another group stays for good.
 */
export function withTab<S extends Pick<Kept, 'arrangement' | 'active' | 'preview'>>(
  state: S,
  target: ConsoleTarget,
  pin: boolean,
): S {
  const key = tabKey(target)
  const { arrangement, preview } = state
  if (groupOfTab(arrangement, key)) {
    return {
      ...state,
      arrangement: broughtForward(arrangement, key),
      active: key,
      preview: pin && preview === key ? null : preview,
    }
  }
  const group = groupOfTab(arrangement, state.active) ?? groupsIn(arrangement)[0]
  const withIt = added(arrangement, target, group?.id ?? '')
  const shown = broughtForward(withIt, key)
  if (pin) return { ...state, arrangement: shown, active: key }
  const replaced = group?.tabs.some(({ id }) => id === preview) ? preview : null
  return {
    ...state,
    arrangement: replaced ? filtered(shown, (_, id) => id !== replaced) : shown,
    active: key,
    preview: key,
  }
}

const renamed = (names: readonly Named[], target: ConsoleTarget, name: string): Named[] => {
  const others = names.filter((one) => tabKey(one.target) !== tabKey(target))
  const words = name.trim().slice(0, LONGEST_NAME)
  return words === '' ? others : [...others, { target, name: words }]
}

/** Which consoles are open in the middle, how they stand, and which has the keyboard. */
export const useTabs = create<TabsState>()(
  persist(
    (set) => ({
      arrangement: oneGroup([]),
      active: null,
      preview: null,
      names: [],
      wantsFocus: null,
      show: (target, { pin, focus }) =>
        set((state) => ({
          ...withTab(state, target, pin),
          wantsFocus: focus ? tabKey(target) : null,
        })),
      pin: (key) => set((state) => (state.preview === key ? { preview: null } : {})),
      activate: (key, { focus } = { focus: true }) =>
        set(({ arrangement, wantsFocus }) => ({
          arrangement: broughtForward(arrangement, key),
          active: key,
          wantsFocus: focus ? key : wantsFocus,
        })),
      focused: () => set({ wantsFocus: null }),
      close: (key) => set((state) => withoutTabs(state, (target) => tabKey(target) !== key)),
      keepOnly: (wanted) =>
        set((state) => ({
          ...withoutTabs(state, wanted),
          names: state.names.every(({ target }) => wanted(target))
            ? state.names
            : state.names.filter(({ target }) => wanted(target)),
        })),
      toggleZoom: (groupId) =>
        set(({ arrangement, active }) => {
          const named = groupsIn(arrangement).find(({ id }) => id === groupId)
          const group = named ?? groupOfTab(arrangement, active)
          const front = group?.selectedId ?? null
          return group
            ? { arrangement: zoomToggled(arrangement, group.id), active: front, wantsFocus: front }
            : {}
        }),
      rename: (target, name) => set(({ names }) => ({ names: renamed(names, target, name) })),
    }),
    kept('tabs', KeptTabs, ({ arrangement, active, preview, names }) => ({
      arrangement,
      active,
      preview,
      names,
    })),
  ),
)

/** What somebody called a console; undefined where nobody did. */
export const nameIn = (names: readonly Named[], target: ConsoleTarget): string | undefined =>
  names.find((one) => tabKey(one.target) === tabKey(target))?.name
