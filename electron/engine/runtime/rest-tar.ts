import { writeFile } from 'node:fs/promises'
import { type Argv, run } from './run.ts'
import { failureBesidesChange } from './went-away.ts'

/** Everything that a file has, and holes as holes. */
const ALL_OF_IT = ['--numeric-owner', '--acls', '--xattrs', '--xattrs-include=*']

/**
 * Packs the files of `dir` that are named (`./a/b`, bytes as latin1) into `file`, folders without what is in them, sockets
 * not at all. What has gone away by then is not there: CRIU makes folders in /tmp while it dumps, to mount on them, and takes
 * them away. `signal` ends it. Throws what run() throws.
 */
export async function packNamed(
  dir: string,
  names: readonly string[],
  file: string,
  signal?: AbortSignal,
): Promise<void> {
  const list = `${file}.names`
  await writeFile(list, names.map((name) => `${name}\0`).join(''), 'latin1')
  const argv: Argv = [
    'tar',
    '--create',
    `--file=${file}`,
    '--format=pax',
    '--sparse',
    '--no-recursion',
    ...ALL_OF_IT,
    '--null',
    '--verbatim-files-from',
    `--files-from=${list}`,
  ]
  // 1: somebody outside the container has written to a file meanwhile. 2: also what may not pass.
  const options = { cwd: dir, signal, allowExitCodes: [1, 2], env: { LC_ALL: 'C' } }
  const ended = await run(argv, options)
  const failure = ended.exitCode === 2 ? failureBesidesChange(argv, ended) : null
  if (failure) throw failure
}

/** Unpacks such a file over `dir`: what is there and named in it is replaced, folders get its attributes alone. */
export async function unpackOver(file: string, dir: string, signal?: AbortSignal): Promise<void> {
  const how = ['--same-permissions', '--same-owner', '--delay-directory-restore', ...ALL_OF_IT]
  await run(['tar', '--extract', `--file=${file}`, `--directory=${dir}`, ...how], { signal })
}
