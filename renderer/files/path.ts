/** Paths inside a container, as the engine tells them. */

export const joinPath = (folder: string, name: string): string =>
  folder === '/' ? `/${name}` : `${folder}/${name}`

/** The folder that a path lies in; the root lies in itself. */
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'

export const nameIn = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
