import { useShallow } from 'zustand/react/shallow'
import { type ContainerRef, keyOf } from '../model.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useFailures } from '../store/failures.ts'
import { checkpointPlace, placesOf } from '../store/places.ts'
import { FailureAt } from './FailureCard.tsx'

/** What failed on a container: a checkpoint's failure stands in its dialog, and here once that was closed. */
export function FailuresOn({ container }: { container: ContainerRef }) {
  return useFailedPlaces(container).map((place) => <FailureAt key={place} place={place} />)
}

export function useFailedPlaces(container: ContainerRef): string[] {
  const inDialog = useDialogs(({ open }) =>
    open.some((one) => one.kind === 'checkpoint' && keyOf(one.container) === keyOf(container)),
  )
  return useFailures(
    useShallow(({ byPlace }) =>
      placesOf(container).filter(
        (place) => byPlace.has(place) && !(inDialog && place === checkpointPlace(container)),
      ),
    ),
  )
}
