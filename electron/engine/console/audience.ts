import type { ConsoleViewer, ViewerRole } from '../../../shared/contract.ts'
import type { TerminalSize } from '../../../shared/model.ts'

interface Member {
  as: ViewerRole
  size: TerminalSize | null
  /** of owners the size of the one whose is highest counts */
  turn: number
}

/**
 * Who looks at a console, who of them may type, and whose size its terminal has. Decided as tmux does by `window-size latest`:
 * of the owners it is the one that typed or took it over last. The smallest of all (`smallest`) would have a window that
 * nobody looks at any more shrink the one that is worked in.
 *
 * So who comes second changes nothing until it types, an observer never does, and an owner that is alone fits the terminal to
 * its window at once. When the one whose size counts leaves, the next of the owners follows.
 */
export class Audience<Viewer extends object> {
  readonly #members = new Map<Viewer, Member>()
  #turns = 0
  #joined = 0

  /** null: nobody's size counts, or it is not known; the terminal stays as it is */
  get size(): TerminalSize | null {
    return this.#sizing()?.size ?? null
  }

  isOwner(viewer: Viewer): boolean {
    return this.#members.get(viewer)?.as === 'owner'
  }

  /** Behind all owners that are there. */
  join(viewer: Viewer, as: ViewerRole): void {
    this.#joined += 1
    this.#members.set(viewer, { as, size: null, turn: -this.#joined })
  }

  leave(viewer: Viewer): void {
    this.#members.delete(viewer)
  }

  /** What its window has room for. */
  fits(viewer: Viewer, size: TerminalSize): void {
    const member = this.#members.get(viewer)
    if (member) member.size = size
  }

  /** Becomes an observer, or the owner whose size counts. */
  become(viewer: Viewer, as: ViewerRole): void {
    const member = this.#members.get(viewer)
    if (!member) return
    member.as = as
    if (as === 'owner') this.#acted(member)
  }

  /** An owner typed. False where its size counts already. */
  typed(viewer: Viewer): boolean {
    const member = this.#members.get(viewer)
    if (!member || member === this.#sizing()) return false
    this.#acted(member)
    return true
  }

  /** All of them, as `viewer` is told. */
  seenBy(viewer: Viewer): ConsoleViewer[] {
    const sizing = this.#sizing()
    return [...this.#members].map(([one, member]) => ({
      as: member.as,
      size: member.size,
      sets: member === sizing,
      you: one === viewer,
    }))
  }

  #acted(member: Member): void {
    this.#turns += 1
    member.turn = this.#turns
  }

  #sizing(): Member | null {
    let latest: Member | null = null
    for (const member of this.#members.values())
      if (member.as === 'owner' && (!latest || member.turn > latest.turn)) latest = member
    return latest
  }
}
