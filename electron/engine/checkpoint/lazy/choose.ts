import type { Feature } from '../../../../shared/model.ts'
import { pageBytes } from '../images.ts'

/** Less memory than this is there as soon as CRIU has got ready to bring it later. */
const WORTH_BYTES = 32 * 2 ** 20

export interface LazyChoice {
  lazily: boolean
  /** bytes of memory in the images */
  memory: number
  /** why not, where somebody could have expected it */
  why: string | null
}

/**
 * Is memory brought back after the program runs? By default where this machine can and it is worth it; `wanted` says otherwise,
 * but cannot have what the machine cannot.
 */
export async function chooseLazily(
  imagePath: string,
  wanted: boolean | undefined,
  feature: () => Promise<Feature>,
): Promise<LazyChoice> {
  const memory = await pageBytes(imagePath)
  if (wanted === false || (wanted === undefined && memory < WORTH_BYTES)) {
    return { lazily: false, memory, why: null }
  }
  const { ok, reason } = await feature()
  return ok ? { lazily: true, memory, why: null } : { lazily: false, memory, why: reason }
}
