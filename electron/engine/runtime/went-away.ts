/**
 * Is it a line of cp's or find's, in English, about what was there when its folder was read, and is not, or has become something
 * else? Of a folder that is a file by then cp cannot read the default rights of what comes into it.
 */
export const tellsOfChange = (line: string): boolean => CHANGED.test(line)

const CHANGED = new RegExp(
  [
    ': (?:No such file or directory|Not a directory|Too many levels of symbolic links)$',
    ', as it was replaced while being copied$',
    '^cp: cannot open .* for reading: No such device or address$',
    '^cp: cannot read symbolic link .*: Invalid argument$',
    "^cp: '.*': Permission denied$",
  ].join('|'),
)
