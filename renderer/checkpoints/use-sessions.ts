import type { Container } from '../model.ts'
import { useShellsOf } from '../store/shells.ts'

/** What runs beside a container's init, or looks on: no moment has it. */
export function useSessionsOf(
  container: Container,
): readonly { id: string; args: readonly string[] }[] {
  const shells = useShellsOf(container)
  return [
    ...container.execs.filter(({ state }) => state === 'running'),
    ...shells.filter(({ exit }) => exit === null),
  ]
}
