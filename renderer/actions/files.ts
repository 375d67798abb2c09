import { t } from '@lingui/core/macro'
import type { FileEntry } from '../../shared/model.ts'
import { download, upload } from '../files/transfer.ts'
import { type ContainerRef, keyOf, refOf } from '../model.ts'
import { saveFile } from '../parts/save-file.ts'
import { uploadingInWords } from '../words/files.ts'
import { visible } from '../words/visible.ts'
import { attempt } from './attempt.ts'

/** Where what is done with a container's files stands: their dialog. */
export const filesPlace = (container: ContainerRef) => `files ${keyOf(container)}`

/** Takes one thing out, a folder as a tar, and offers it as a file. Gives what is worth knowing of it; undefined where it failed. */
export const downloadFile = (container: ContainerRef, folder: string, { name }: FileEntry) =>
  attempt({
    host: container.host,
    place: filesPlace(container),
    what: t`Could not download ${{ name: visible(name) }}`,
    run: async (client, { signal, onProgress }) => {
      const got = await download(
        client,
        { ...refOf(container), folder, names: [name] },
        {
          ...(signal && { signal }),
          onProgress: (done, total) =>
            onProgress?.({
              phase: t`downloading`,
              done,
              unit: 'bytes',
              ...(total !== null && { total }),
            }),
        },
      )
      saveFile(visible(got.name).replaceAll('/', '_'), got.contents)
      return got.notes
    },
  })

export interface UploadTo {
  container: ContainerRef
  folder: string
  files: readonly File[]
  /** the first of them may replace what has its name */
  replace?: boolean
  /** once all are there, also where that took another try */
  onDone(): void
}

/** Brings files into a folder, one after another. */
export async function uploadFiles({ replace = false, ...to }: UploadTo): Promise<void> {
  const { container, folder, files, onDone } = to
  let at = 0
  const done = await attempt({
    host: container.host,
    place: filesPlace(container),
    what: t`Could not upload to ${{ folder: visible(folder) }}`,
    // Those before it are there; what is asked for is the one that stood in its way.
    retry: () => void uploadFiles({ ...to, files: files.slice(at), replace: true }),
    run: async (client, { signal, onProgress }) => {
      for (const [n, file] of files.entries()) {
        at = n
        const phase = uploadingInWords(file.name, n + 1, files.length)
        const name = { ...refOf(container), folder, name: file.name }
        await upload(client, { ...name, replace: replace && n === 0 }, file, {
          ...(signal && { signal }),
          onProgress: (done, total) =>
            onProgress?.({ phase, done, unit: 'bytes', ...(total !== null && { total }) }),
        })
      }
      return true
    },
  })
  // Of several, those before one that failed are there.
  if (done || at > 0) onDone()
}

export const makeFolder = (container: ContainerRef, folder: string, name: string) =>
  attempt({
    host: container.host,
    place: filesPlace(container),
    what: t`Could not make the folder ${{ name: visible(name) }}`,
    run: (client) => client.call('files.makeFolder', { ...refOf(container), folder, name }),
  })

export const renameFile = (container: ContainerRef, folder: string, name: string, to: string) =>
  attempt({
    host: container.host,
    place: filesPlace(container),
    what: t`Could not rename ${{ name: visible(name) }}`,
    run: (client) => client.call('files.rename', { ...refOf(container), folder, name, to }),
  })

export const deleteFile = (container: ContainerRef, folder: string, name: string) =>
  attempt({
    host: container.host,
    place: filesPlace(container),
    what: t`Could not delete ${{ name: visible(name) }}`,
    run: (client, options) =>
      client.call('files.delete', { ...refOf(container), folder, name }, options),
  })
