import {
  FuseState,
  FuseV1Options,
  FuseVersion,
  flipFuses,
  getCurrentFuseWire,
} from '@electron/fuses'

/**
 * What Electron's binary is told for good. An Electron that is too old for one of them lacks what it turns off. Not among
 * them: the asar's integrity, which Electron checks on macOS and Windows alone; here the folder is root's.
 * @type {Partial<Record<FuseV1Options, boolean>>}
 */
export const FUSES = {
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
}

/** The one in which the build that Playwright drives differs. */
const INSPECT = FuseV1Options.EnableNodeCliInspectArguments

/**
 * Reads the fuses back.
 * @param {string} binary @returns {Promise<Record<string, boolean>>} by name, those that this Electron has
 */
export async function readFuses(binary) {
  const wire = await getCurrentFuseWire(binary)
  return Object.fromEntries(
    Object.entries(wire)
      .filter(([name]) => name in FuseV1Options)
      .map(([index, state]) => [
        FuseV1Options[/** @type {keyof typeof FuseV1Options} */ (/** @type {unknown} */ (index))],
        state === FuseState.ENABLE,
      ]),
  )
}

/** Sets them all, but for those that this Electron lacks. @param {string} binary */
export async function setFuses(binary) {
  const present = Object.keys(await getCurrentFuseWire(binary))
  const ours = Object.fromEntries(
    Object.entries(FUSES).filter(([index]) => present.includes(index)),
  )
  await flipFuses(binary, { version: FuseVersion.V1, strictlyRequireAllFuses: false, ...ours })
}

/** Lets a debugger in, and Playwright with it. @param {string} binary */
export async function allowInspect(binary) {
  await flipFuses(binary, { version: FuseVersion.V1, [INSPECT]: true })
}
