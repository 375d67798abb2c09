import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultSpec } from '../../electron/engine/bundle/defaults.ts'
import type { Spec } from '../../electron/engine/bundle/spec.ts'
import { which } from '../../electron/engine/runtime/which.ts'

/** What it says when all of its memory is still what it was. */
export const SAME = 'same'

/**
 * Fills that many MiB with random bytes, tells their hash, and then counts aloud. Told by SIGUSR1, it says how far it has
 * counted, reads every page of it again and says whether the hash is the same. All of it is in one process's memory alone.
 */
const program = (mib: number) => `
use Digest::MD5 "md5";
$| = 1;
open my $random, "<", "/dev/urandom";
my @memory = map { my $part; read $random, $part, 1048576; $part } 1 .. ${mib};
close $random;
sub hash { my $all = Digest::MD5->new; $all->add($_) for @memory; $all->hexdigest }
my $before = hash();
my ($asked, $count) = (0, 0);
$SIG{USR1} = sub { $asked++ };
print "ready $before\\n";
while (1) {
  select undef, undef, undef, 0.01;
  $count++;
  next unless $asked;
  $asked--;
  print "runs at $count\\n";
  print "memory is ", (hash() eq $before ? "${SAME}" : "OTHER"), " at $count\\n";
}`

/** Why it cannot run here; empty where it can. */
export const noPerl = (await which('perl')) ? '' : 'needs perl'

/** A bundle in which the machine's own perl runs it. */
export function memoryBundle(folder: string, mib: number, change: (spec: Spec) => void = () => {}) {
  for (const name of ['usr', 'proc', 'sys', 'dev', 'tmp']) {
    mkdirSync(join(folder, 'rootfs', name), { recursive: true })
  }
  for (const link of ['bin', 'lib', 'lib64'])
    symlinkSync(`usr/${link}`, join(folder, 'rootfs', link))
  const spec = structuredClone(defaultSpec(false))
  spec.process.args = ['perl', '-e', program(mib)]
  spec.process.terminal = false
  spec.mounts?.push({ destination: '/usr', source: '/usr', options: ['bind', 'ro'] })
  change(spec)
  writeFileSync(join(folder, 'config.json'), JSON.stringify(spec))
  return folder
}
