/** How the program was started, as far as it bears on Chromium's sandbox. */
export interface Circumstances {
  uid: number | undefined
  /** --no-sandbox, or a switch that comes to the same, is on the command line */
  noSandbox: boolean
  /** it can be looked into from outside, which only the builds for tests can: --no-sandbox passes there, for root in CI */
  testBuild: boolean
  /** it was started by an AppImage, whose launcher adds --no-sandbox where it may make no user namespace (Ubuntu 24.04) */
  appImage: boolean
}

/** Switches that take the sandbox away, in whole or in part. */
export const UNSAFE_SWITCHES = [
  'no-sandbox',
  'disable-setuid-sandbox',
  'disable-namespace-sandbox',
  'disable-seccomp-filter-sandbox',
  'disable-web-security',
  'allow-running-insecure-content',
  'single-process',
] as const

/** Why it must not start, as the terminal is told; undefined where it may. */
export function refusal({
  uid,
  noSandbox,
  testBuild,
  appImage,
}: Circumstances): string | undefined {
  if (testBuild && noSandbox) return undefined
  if (uid === 0) {
    return 'Electron keeps its sandbox only for an ordinary user, and this is root.\nRun “npm start -- --web” instead.'
  }
  if (noSandbox && appImage) {
    return 'Runcible does not start without its sandbox, and this machine keeps the user namespaces that it is made of from an AppImage.\nInstall the .deb: it brings the AppArmor profile that allows them.'
  }
  if (noSandbox) {
    return 'Runcible does not start without its sandbox. Leave the switch away that turns it off.'
  }
  return undefined
}
