import { useShallow } from 'zustand/react/shallow'
import { type ContainerRef, keyOf } from '../model.ts'
import { type Dialog, useDialogs } from '../store/dialogs.ts'
import { useFailures } from '../store/failures.ts'
import { checkpointPlace, commitPlace, exportPlace, placesOf } from '../store/places.ts'
import { FailureAt } from './FailureCard.tsx'

/** What failed on a container: what has a dialog shows its failure there, and here once that was closed. */
export function FailuresOn({ container }: { container: ContainerRef }) {
  return useFailedPlaces(container).map((place) => <FailureAt key={place} place={place} />)
}

export function useFailedPlaces(container: ContainerRef): string[] {
  const key = keyOf(container)
  const shown = useDialogs(
    useShallow(({ open }) => open.flatMap((one) => placeOfDialog(one, key, container))),
  )
  return useFailures(
    useShallow(({ byPlace }) =>
      placesOf(container).filter((place) => byPlace.has(place) && !shown.includes(place)),
    ),
  )
}

/** Where a dialog of that container shows its failure itself. */
function placeOfDialog(dialog: Dialog, key: string, container: ContainerRef): string[] {
  if (dialog.kind === 'export') {
    const { what } = dialog
    return what.kind === 'container' && keyOf(what.container) === key ? [exportPlace(key)] : []
  }
  if (dialog.kind !== 'checkpoint' && dialog.kind !== 'commit') return []
  if (keyOf(dialog.container) !== key) return []
  return [dialog.kind === 'commit' ? commitPlace(container) : checkpointPlace(container)]
}
