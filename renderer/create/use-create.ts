import { useState } from 'react'
import { create } from '../actions/containers.ts'
import { commandError } from '../parts/process-fields.ts'
import { useCheckpoints } from '../store/checkpoints.ts'
import { useContainers } from '../store/containers.ts'
import type { CreatePreset } from '../store/dialogs.ts'
import { useRunningAt } from '../store/running.ts'
import { type CreateForm, newForm, suggestedName, toRequest } from './form.ts'

export const CREATE_PLACE = 'create'

/** The dialog's form, the request that it stands for, and what its buttons do. */
export function useCreate(preset: CreatePreset, onDone: () => void) {
  const [form, setForm] = useState<CreateForm>(() => newForm(preset))
  const containers = useContainers((state) => state.byKey)
  const checkpoints = useCheckpoints((state) => state.byId)
  const running = useRunningAt(CREATE_PLACE)
  const taken = new Set(
    [...containers.values()].filter((one) => one.namespace === form.namespace).map(({ id }) => id),
  )
  const id = form.id ?? suggestedName(form, taken, checkpoints)
  const request = toRequest(form, id)
  const set = (change: Partial<CreateForm>) => setForm((before) => ({ ...before, ...change }))

  const submit = async (andStart: boolean) => {
    if (commandError(form.process) !== null || running) return
    if (await create(request, { andStart, place: CREATE_PLACE })) onDone()
  }
  return { form, set, id, request, running, submit }
}
export type CreateState = ReturnType<typeof useCreate>
