import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Numbers of x86-64: what a filter is known by, and its arguments. */
const CALLS: Readonly<Record<string, readonly number[]>> = {
  keyctl: [250, 0, -1, 0],
  add_key: [248, 0, 0, 0, 0, 0],
  unshareUser: [272, 0x1000_0000],
  unshareMount: [272, 0x2_0000],
  bpf: [321, 0, 0, 0],
  perf_event_open: [298, 0, 0, 0, 0, 0],
  userfaultfd: [323, 1],
  personality: [135, 0x4_0000],
  io_uring_setup: [425, 1, 0],
  open_by_handle_at: [304, -1, 0, 0],
  kexec_load: [246, 0, 0, 0, 0],
  settimeofday: [164, 0, 0],
  auditSocket: [41, 16, 3, 9],
  inetSocket: [41, 2, 1, 0],
  unknown: [999],
}

/** Each in a process of its own, since some change the one that calls. */
const PROGRAM = `
my %calls = (${Object.entries(CALLS)
  .map(([name, args]) => `${name} => [${args.join(',')}]`)
  .join(',')});
for my $name (sort keys %calls) {
  next if fork;
  my ($number, @rest) = @{$calls{$name}};
  my $got = syscall($number, @rest);
  print "$name " . ($got < 0 ? $!+0 : 'ok') . "\\n";
  exit;
} continue { wait }`

export const withoutPerl = process.arch === 'x64' ? '' : 'the numbers are those of x86-64'

/** Makes the calls in a container that has the machine's perl; prints a line for each: its name, and `ok` or its errno. */
export const CALL_THEM = ['/usr/bin/perl', '-e', PROGRAM] as const

/** Copies the machine's perl, which every Debian has, with its libraries into a root filesystem. */
export function installPerl(rootfs: string): void {
  const libraries = execFileSync('ldd', ['/usr/bin/perl'], { encoding: 'utf8' })
  for (const path of ['/usr/bin/perl', ...(libraries.match(/\/\S+/g) ?? [])]) {
    mkdirSync(join(rootfs, dirname(path)), { recursive: true })
    copyFileSync(realpathSync(path), join(rootfs, path))
  }
}
