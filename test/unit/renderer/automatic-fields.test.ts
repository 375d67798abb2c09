import { expect, test } from 'vitest'
import {
  automaticErrors,
  automaticForm,
  toAutomatic,
} from '../../../renderer/moments/automatic-fields.ts'

const AUTOMATIC = {
  everyMinutes: 10,
  beforeExec: true,
  beforeLimits: false,
  onText: 'ready',
  keep: 3,
}

test('what is switched on comes back as it was; nothing switched on is nothing', () => {
  expect(toAutomatic(automaticForm(AUTOMATIC))).toEqual(AUTOMATIC)
  expect(toAutomatic(automaticForm(null))).toBeNull()
  const form = { ...automaticForm(null), beforeLimits: true }
  expect(toAutomatic(form)).toMatchObject({ everyMinutes: null, onText: null, beforeLimits: true })
})

test('what is wrong is said at its field, and only where it counts', () => {
  const form = { ...automaticForm(AUTOMATIC), everyMinutes: '', onText: '', keep: 0 }
  expect(Object.keys(automaticErrors(form))).toEqual(['everyMinutes', 'onText', 'keep'])
  expect(Object.keys(automaticErrors({ ...form, text: false, clock: false }))).toEqual(['keep'])
  expect(automaticErrors({ ...automaticForm(null), keep: 0 })).toEqual({})
})
