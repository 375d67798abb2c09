import { plural, t } from '@lingui/core/macro'
import type { OpenDoor } from '../../shared/observers/contract.ts'

/** What is said to who shows, and to who watches. */
export const OBSERVERS_WORDS = {
  title: t`Show to a class`,
  menu: t`Show to a class…`,
  what: t`Whoever opens the link sees every container of Runcible’s own engine here, their consoles, figures and the journal, as they are; what other hosts hold is not shown. They change nothing: that is refused by the engine’s side, not only hidden. Values of environments, files of this machine and its shells are not shown to them; what a console writes, and command lines, are.`,
  address: t`Address`,
  addressHelp: t`One that their machines can reach. It is listened on there and nowhere else.`,
  port: t`Port`,
  portHelp: t`0: any free one.`,
  open: t`Turn it on`,
  close: t`Turn it off`,
  revoke: t`Revoke the link`,
  revokeTip: t`it leads nowhere from then on, and who watches is cut off`,
  renew: t`New link`,
  renewTip: t`the old one leads nowhere from then on, and who watches by it is cut off`,
  link: t`Link`,
  copyLink: t`Copy the link`,
  revoked: t`The link was revoked. Nobody can watch until there is a new one.`,
  fingerprint: t`Fingerprint`,
  copyFingerprint: t`Copy the fingerprint`,
  trust: t`Their browsers will warn: nobody but this machine has signed the certificate. It is the right one where the browser shows this SHA-256 fingerprint.`,
  code: t`The link as a QR code`,
  watchers: t`Who watches`,
  nobody: t`Nobody yet.`,
  noAnswer: t`Runcible itself does not answer.`,
  busy: t`it is being done`,
  untilOff: t`It stays on until it is turned off, or Runcible ends.`,
  watching: t`Watching – you cannot change anything`,
  noChanges: t`Observers are not shown it: all its files would be walked through for each of them.`,
  follow: t`Follow along`,
  followTip: t`show the container that whoever shows has in front of them`,
  linkEnded: t`this link was revoked, or what it led to was turned off`,
  linkEndedHint: t`Ask for the link that counts, and open that.`,
  noAnswerHint: t`It may have been turned off, or as many watch as may. The page comes back by itself.`,
} as const

/** In the header, while it is on. */
export const shownTo = ({ watchers, link }: OpenDoor): string =>
  link === null
    ? t`Shown to nobody`
    : t`Shown: ${plural(watchers.length, { one: '# watcher', other: '# watchers' })}`
