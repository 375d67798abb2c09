import { type Argv, run } from './run.ts'

export interface FilesTar {
  /** a plain tar */
  tar: string
  /** an empty folder */
  to: string
  signal: AbortSignal
}

/**
 * Unpacks files with owners, modes, times, holes and the extended attributes that programs give them (`capable`: capabilities
 * too). GNU tar, which makes links that lead out of the folder only when all the rest is there, so that nothing is written
 * through one. Throws what it said.
 */
export async function unpackFiles(
  { tar, to, signal }: FilesTar,
  { capable }: { capable: boolean },
): Promise<void> {
  const argv: Argv = [
    'tar',
    '--extract',
    `--file=${tar}`,
    `--directory=${to}`,
    '--numeric-owner',
    '--same-owner',
    '--preserve-permissions',
    '--delay-directory-restore',
    '--keep-old-files',
    '--xattrs',
    '--xattrs-include=user.*',
    ...(capable ? ['--xattrs-include=security.capability'] : []),
    '--warning=no-timestamp',
    '--warning=no-unknown-keyword',
  ]
  await run(argv, { signal })
}
