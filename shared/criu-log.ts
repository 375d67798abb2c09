/** Logged at every dump without CAP_SYS_RESOURCE to spare; CRIU goes on. */
const HARMLESS = /RLIMIT_NOFILE/

/** Is it a line of CRIU's log that tells of an error? */
export const isCriuError = (line: string): boolean => /Error \(/.test(line) && !HARMLESS.test(line)
