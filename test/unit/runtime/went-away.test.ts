import { expect, test } from 'vitest'
import { besidesChange } from '../../../electron/engine/runtime/went-away.ts'

test('what changed as it was copied or listed is told from what failed', () => {
  for (const line of [
    "cp: cannot stat './a b': No such file or directory",
    "cp: cannot access './a': Not a directory",
    "cp: cannot open './a' for reading: Too many levels of symbolic links",
    "cp: cannot open './a' for reading: No such device or address",
    "cp: skipping file './a', as it was replaced while being copied",
    "cp: cannot read symbolic link './a': Invalid argument",
    "cp: './it\\'s': Permission denied",
    "find: './a': No such file or directory",
    "find: './a': Not a directory",
    'tar: ./a: Cannot stat: No such file or directory',
    'tar: Exiting with failure status due to previous errors',
  ])
    expect(besidesChange(`${line}\n`), line).toEqual([])
  for (const line of [
    "cp: error writing '/to/a': No space left on device",
    "cp: cannot open './a' for reading: Permission denied",
    "cp: cannot create regular file '/to/a: No such file or directory': Read-only file system",
    "cp: error reading './a': Input/output error",
    "find: './a': Permission denied",
    'find: failed to write to /list: No space left on device',
    'tar: ./a: Cannot open: Permission denied',
    'tar: Error is not recoverable: exiting now',
  ])
    expect(besidesChange(`${line}\n`), line).toEqual([line])
})
