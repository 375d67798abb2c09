import { spawnSync } from 'node:child_process'

/** A user of the tests; the machine need not know it. */
export const USER = 51_234
/** And another one. */
export const STRANGER = 51_235

/** Perl is on every Debian, where every user can run it. */
const SAY = `
use IO::Socket::UNIX;
my $socket = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die "$!\\n";
print $socket $ARGV[1];
alarm 10;
print scalar(<$socket>) // "closed\\n";`

/** What a program of `uid` gets for an answer that says `text` to the socket at `path`: a line, `closed`, or the failure. */
export function sayAs(uid: number, path: string, text: string): string {
  const { stdout, stderr } = asUser(uid, 'perl', '-e', SAY, path, text)
  return (stdout + stderr).trim()
}

/** Runs a program as a user that has no groups. */
export const asUser = (uid: number, program: string, ...args: string[]) =>
  spawnSync('setpriv', [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', program, ...args], {
    encoding: 'utf8',
    cwd: '/',
  })
