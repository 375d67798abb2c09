import type { FileEntry } from '../../shared/model.ts'
import { download, upload } from '../files/transfer.ts'
import { type ContainerRef, keyOf, refOf } from '../model.ts'
import { saveFile } from '../parts/save-file.ts'
import { couldNot } from '../words/actions.ts'
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
    what: couldNot('download', visible(name)),
    run: async (client, { signal, onProgress }) => {
      const got = await download(
        client,
        { ...refOf(container), folder, names: [name] },
        {
          ...(signal && { signal }),
          onProgress: (done, total) =>
            onProgress?.({
              phase: 'downloading',
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

/** Brings files into a folder, one after another; true once all are there. */
export function uploadFiles(
  container: ContainerRef,
  folder: string,
  files: readonly File[],
  replace = false,
): Promise<true | undefined> {
  let at = 0
  return attempt({
    host: container.host,
    place: filesPlace(container),
    what: couldNot('upload to', visible(folder)),
    // Those before it are there; what it is asked for is the one that stood in its way.
    retry: () => void replaceOne(),
    run: async (client, { signal, onProgress }) => {
      for (const [n, file] of files.entries()) {
        at = n
        const phase = uploadingInWords(file.name, n + 1, files.length)
        const wanted = { ...refOf(container), folder, name: file.name, replace: replace && n === 0 }
        await upload(client, wanted, file, {
          ...(signal && { signal }),
          onProgress: (done, total) =>
            onProgress?.({ phase, done, unit: 'bytes', ...(total !== null && { total }) }),
        })
      }
      return true
    },
  })

  async function replaceOne() {
    if (await uploadFiles(container, folder, files.slice(at), true)) uploaded(container)
  }
}

/** Told of uploads that were tried again, by whoever shows the files. */
const listeners = new Set<(container: ContainerRef) => void>()
const uploaded = (container: ContainerRef) => {
  for (const listener of listeners) listener(container)
}
export function onUploaded(listener: (container: ContainerRef) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const makeFolder = (container: ContainerRef, folder: string, name: string) =>
  attempt({
    host: container.host,
    place: filesPlace(container),
    what: couldNot('make the folder', visible(name)),
    run: (client) => client.call('files.makeFolder', { ...refOf(container), folder, name }),
  })

export const renameFile = (container: ContainerRef, folder: string, name: string, to: string) =>
  attempt({
    host: container.host,
    place: filesPlace(container),
    what: couldNot('rename', visible(name)),
    run: (client) => client.call('files.rename', { ...refOf(container), folder, name, to }),
  })

export const deleteFile = (container: ContainerRef, folder: string, name: string) =>
  attempt({
    host: container.host,
    place: filesPlace(container),
    what: couldNot('delete', visible(name)),
    run: (client, options) =>
      client.call('files.delete', { ...refOf(container), folder, name }, options),
  })
