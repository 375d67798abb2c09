import type { OpenDoor } from '../../shared/observers/contract.ts'
import { count } from './sizes.ts'

/** What is said to who shows, and to who watches. */
export const OBSERVERS_WORDS = {
  title: 'Show to a class',
  menu: 'Show to a class…',
  what: 'Whoever opens the link sees every container of Runcible’s own engine here, their consoles, figures and the journal, as they are; what other hosts hold is not shown. They change nothing: that is refused by the engine’s side, not only hidden. Values of environments, files of this machine and its shells are not shown to them; what a console writes, and command lines, are.',
  address: 'Address',
  addressHelp: 'One that their machines can reach. It is listened on there and nowhere else.',
  port: 'Port',
  portHelp: '0: any free one.',
  open: 'Turn it on',
  close: 'Turn it off',
  revoke: 'Revoke the link',
  revokeTip: 'it leads nowhere from then on, and who watches is cut off',
  renew: 'New link',
  renewTip: 'the old one leads nowhere from then on, and who watches by it is cut off',
  link: 'Link',
  copyLink: 'Copy the link',
  revoked: 'The link was revoked. Nobody can watch until there is a new one.',
  fingerprint: 'Fingerprint',
  copyFingerprint: 'Copy the fingerprint',
  trust:
    'Their browsers will warn: nobody but this machine has signed the certificate. It is the right one where the browser shows this SHA-256 fingerprint.',
  code: 'The link as a QR code',
  watchers: 'Who watches',
  nobody: 'Nobody yet.',
  noAnswer: 'Runcible itself does not answer.',
  busy: 'it is being done',
  untilOff: 'It stays on until it is turned off, or Runcible ends.',
  watching: 'Watching – you cannot change anything',
  noChanges: 'Observers are not shown it: all its files would be walked through for each of them.',
  follow: 'Follow along',
  followTip: 'show the container that whoever shows has in front of them',
  linkEnded: 'this link was revoked, or what it led to was turned off',
  linkEndedHint: 'Ask for the link that counts, and open that.',
  noAnswerHint:
    'It may have been turned off, or as many watch as may. The page comes back by itself.',
} as const

/** In the header, while it is on. */
export const shownTo = ({ watchers, link }: OpenDoor): string =>
  link === null ? 'Shown to nobody' : `Shown: ${count(watchers.length, 'watcher')}`
