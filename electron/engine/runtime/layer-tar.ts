import { runMapped } from './mapped.ts'
import { type Argv, run } from './run.ts'
import type { Unpacker } from './umoci.ts'

export interface LayerTar {
  /** the new tar */
  file: string
  /** a file of names, each ended by a NUL and beginning with `./`; `-C/folder` in it says where those after it lie */
  names: string
  /** whose the files are: told as they are inside the container, all root's for one alone */
  as: Unpacker
  /** what is read may change meanwhile: what goes away is left out */
  moving: boolean
  signal?: AbortSignal
}

/**
 * Packs files as a layer: owners as numbers, hard links, devices, long names, and all extended attributes (capabilities)
 * but for overlayfs' own. GNU tar, for Node can read no attributes. Times of access are left out. Gives whether all of it
 * stood still. Throws what it said.
 */
export async function packLayer({
  file,
  names,
  as,
  moving,
  signal,
}: LayerTar): Promise<{ still: boolean }> {
  const argv: Argv = [
    'tar',
    '--create',
    `--file=${file}`,
    '--format=pax',
    '--pax-option=delete=atime,delete=ctime',
    '--no-recursion',
    '--numeric-owner',
    '--xattrs',
    '--xattrs-include=*',
    '--xattrs-exclude=trusted.overlay.*',
    '--xattrs-exclude=user.overlay.*',
    // umoci's notes of what an ordinary user could not give away.
    '--xattrs-exclude=user.rootlesscontainers',
    '--warning=no-file-ignored',
    ...(as === 'alone' ? ['--owner=0', '--group=0'] : []),
    ...(moving ? ['--ignore-failed-read'] : []),
    '--null',
    '--no-verbatim-files-from',
    `--files-from=${names}`,
  ]
  const options = { signal, allowExitCodes: moving ? [1] : [] }
  const { exitCode } = await (as === 'mapped' ? runMapped : run)(argv, options)
  return { still: exitCode === 0 }
}
