import { useState } from 'react'
import { create } from '../actions/containers.ts'
import { baseName } from '../actions/templates.ts'
import { useImages } from '../images/images-store.ts'
import { givenKey } from '../model.ts'
import { commandError } from '../parts/process-fields.ts'
import { useCheckpoints } from '../store/checkpoints.ts'
import { takenNames, useContainers } from '../store/containers.ts'
import type { CreatePreset } from '../store/dialogs.ts'
import { useRunningAt } from '../store/running.ts'
import { type CreateForm, newForm, suggestedName, toRequest } from './form.ts'
import { formOf } from './from-request.ts'

export const CREATE_PLACE = 'create'

/** The dialog's form, the request that it stands for, and what its buttons do. */
export function useCreate(preset: CreatePreset, onDone: () => void) {
  const { host, template } = preset
  const [form, setForm] = useState<CreateForm>(() =>
    template ? { ...formOf(template.request), base: baseName(template.name) } : newForm(preset),
  )
  const containers = useContainers((state) => state.byKey)
  const checkpoints = useCheckpoints((state) => state.byId)
  const images = useImages((state) => state.byHost.get(host))
  const running = useRunningAt(CREATE_PLACE)
  const taken = takenNames(containers.values(), host, form.namespace)
  const from = form.checkpoint === null ? undefined : givenKey({ host, id: form.checkpoint })
  const image = images?.find((one) => one.id === form.image)
  const checkpoint = from ? checkpoints.get(from) : undefined
  const id = form.id ?? suggestedName(form, taken, checkpoint, image)
  const request = toRequest(form, id)
  const set = (change: Partial<CreateForm>) => setForm((before) => ({ ...before, ...change }))

  const submit = async (andStart: boolean) => {
    if (commandError(form.process) !== null || running) return
    if (await create(host, request, { andStart, place: CREATE_PLACE })) onDone()
  }
  return { host, template, form, set, id, image, checkpoint, request, running, submit }
}
export type CreateState = ReturnType<typeof useCreate>
