import type { Naming } from '../../../shared/model.ts'

interface Ordered {
  readonly meta: Readonly<{ id: string; request: { naming: Naming } }>
}

/** The members of a group by their order: those of one number are one turn, each turn waits for the one before. */
export function inTurns<T extends Ordered>(members: readonly T[]): T[][] {
  const orderOf = ({ meta }: T) => meta.request.naming.order
  const sorted = [...members].sort(
    (a, b) => orderOf(a) - orderOf(b) || a.meta.id.localeCompare(b.meta.id),
  )
  const numbers = [...new Set(sorted.map(orderOf))]
  return numbers.map((number) => sorted.filter((one) => orderOf(one) === number))
}
