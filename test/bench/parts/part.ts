import type { Findings, Name } from '../figures.ts'
import type { Workplace } from '../workplace.ts'

/** Figures that are measured together. */
export interface Part {
  names: readonly Name[]
  /** Measures at least `wanted`, which are some of `names`. */
  measure(place: Workplace, rounds: number, wanted: ReadonlySet<Name>): Promise<Findings>
}
