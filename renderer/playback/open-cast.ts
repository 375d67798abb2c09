import { t } from '@lingui/core/macro'
import { RuncibleError, toWireError } from '../../shared/errors.ts'
import { OWN_HOST } from '../../shared/hosts.ts'
import { useDialogs } from '../store/dialogs.ts'
import { bytes } from '../words/sizes.ts'
import { type Cast, parseCast } from './cast.ts'

/** A recording of an hour of flooding; a larger one would not leave the window its memory. */
const MOST_BYTES = 256 * 1024 * 1024

export const isCastFile = ({ name }: File) => name.endsWith('.cast')

/** Plays a file, or says why it holds no recording. */
export async function openCast(file: File): Promise<void> {
  try {
    const cast = await read(file)
    useDialogs.getState().show({ kind: 'playback', cast })
  } catch (error) {
    const what = t`${{ name: file.name }} is no recording that can be played`
    const failure = { what, error: toWireError(error), host: OWN_HOST }
    useDialogs.getState().show({ kind: 'failure', title: t`Not played`, failure })
  }
}

async function read(file: File): Promise<Cast> {
  if (file.size > MOST_BYTES) {
    throw new RuncibleError('invalid-input', t`it is larger than ${{ size: bytes(MOST_BYTES) }}`)
  }
  const cast = parseCast(await file.text())
  return { ...cast, title: cast.title || file.name.replace(/\.cast$/, '') }
}

/** Lets somebody choose a file, and plays it. */
export function chooseCast(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = '.cast'
  input.addEventListener('change', () => {
    const [file] = input.files ?? []
    if (file) void openCast(file)
  })
  input.click()
}
