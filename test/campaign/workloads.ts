import type { Wanted } from '../support/test-engine.ts'

/**
 * A program that proves of itself that nothing of it has changed: it keeps a secret in its memory alone, looks again and again
 * whether all is as it was, and says `SECRET n` in /proof each time it is; what is not goes into /broken, and ends it.
 */
export interface Workload {
  name: string
  wanted: Wanted
  /** it is paused when its moments are taken */
  paused?: boolean
}

/** The machine's own perl inside a container of the starter. */
const PERL_MOUNTS = ['/usr', '/lib', '/lib64'].map(
  (path) => ({ kind: 'bind', source: path, destination: path, readonly: true }) as const,
)

const PROLOGUE = `
  use POSIX (); use Time::HiRes qw(usleep); $| = 1; open R, "/dev/urandom"; read R, $raw, 8; $secret = unpack "H*", $raw; close R;
  sub broken { open B, ">>/broken"; print B "@_\\n"; close B; POSIX::_exit(1) }
  sub ok { $n++; open P, ">/proof.new" or broken("proof: $!"); print P "$secret $n"; close P; rename "/proof.new", "/proof"; usleep 20000 }
  $SIG{__DIE__} = sub { broken("@_") unless $^S };
`

const perl = (name: string, script: string): Workload => ({
  name,
  wanted: {
    process: { args: ['/usr/bin/perl', '-e', `${PROLOGUE}\n${script}`], terminal: false },
    stdin: 'none',
    network: 'own',
    mounts: PERL_MOUNTS,
  },
})

const sh = (name: string, script: string, terminal: boolean): Workload => ({
  name,
  wanted: {
    process: { args: ['sh', '-c', script], terminal },
    stdin: terminal ? 'open' : 'none',
    network: 'own',
  },
})

/** A variable, a function, a folder and a trap of a shell; what it said once lies in a file, too. */
const SHELL = `
  SECRET=$(head -c 8 /dev/urandom | hexdump -e '8/1 "%02x"'); echo $SECRET > /first; mkdir -p /tmp/here; cd /tmp/here
  proves() { [ "$SECRET" = "$(cat /first)" ] && [ "$PWD" = /tmp/here ] || { echo state > /broken; exit 1; }; }
  n=0; while :; do proves; n=$((n+1)); echo $SECRET $n > /proof.new; mv /proof.new /proof; usleep 20000; done`

const COUNTER = `
  SECRET=$(head -c 8 /dev/urandom | hexdump -e '8/1 "%02x"'); n=0
  while :; do n=$((n+1)); echo $n; echo $SECRET $n > /proof.new; mv /proof.new /proof; usleep 20000; done`

const MEMORY = `
  use Digest::MD5 'md5_hex'; open R, "/dev/urandom"; read R, $memory, 64 << 20; $hash = md5_hex $memory;
  while (1) { md5_hex($memory) eq $hash or broken("memory"); ok }`

/** A server and a client, over one connection and the loopback of their own network. */
const TCP = `
  use IO::Socket::INET; $l = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1:7000") or die;
  unless (fork) {
    $c = IO::Socket::INET->new("127.0.0.1:7000") or die; $c->autoflush(1);
    while (defined($got = <$c>)) { print $c $got + 1, "\\n" } broken("the client's end")
  }
  $s = $l->accept; $s->autoflush(1); print $s "0\\n";
  for ($want = 1; ; $want += 2) {
    defined($got = <$s>) or broken("the server's end"); $got == $want or broken("tcp: $got for $want"); ok; print $s $got + 1, "\\n"
  }`

/** Holds one lock for good; a child of its own asks for it all the time, and must never have it. */
const LOCKS = `
  open L, ">/tmp/lock"; flock L, 2 or die; pipe A, B;
  unless (fork) {
    close A; close L; B->autoflush(1); open M, ">/tmp/lock";
    while (1) { flock(M, 6) and broken("the lock was free"); print B "held\\n"; usleep 10000 }
  }
  close B; while (defined($got = <A>)) { $got eq "held\\n" or broken($got); ok } broken("the asker's end")`

/** A named pipe with numbers in it, in order, whenever it is stopped. */
const FIFO = `
  POSIX::mkfifo("/tmp/fifo", 0600) or die;
  unless (fork) { open W, ">/tmp/fifo"; W->autoflush(1); while (1) { print W ++$k, "\\n"; $k > 400 and usleep 10000 } }
  open F, "/tmp/fifo"; while (defined($got = <F>)) { $got == ++$want or broken("fifo: $got for $want"); $want % 3 or ok } broken("its end")`

const THREADS = `
  use threads; use threads::shared; my @counts :shared = (0) x 4; my $stop :shared = 0;
  for my $t (0..3) { threads->create(sub { my $own = 0; while (1) { $own++; { lock @counts; $counts[$t]++ == $own - 1 or broken("thread $t") } usleep 5000 } })->detach }
  my @before = (0) x 4;
  while (1) {
    ok; usleep 100000; my @now; { lock @counts; @now = @counts }
    $now[$_] > $before[$_] or broken("thread $_ stands") for 0..3; @before = @now;
  }`

/** One without a name any more, and one that has another. */
const DELETED = `
  $text = join "", map { "$_ $secret\\n" } 1..2000;
  open D, "+>/tmp/deleted"; print D $text; D->flush; unlink "/tmp/deleted";
  open E, "+>/tmp/one"; print E $text; E->flush; link "/tmp/one", "/tmp/two"; unlink "/tmp/one";
  while (1) { for $f (*D, *E) { seek $f, 0, 0; local $/; <$f> eq $text or broken("deleted") } ok }`

/** Ten below ten times four; each knows a number of its own and answers with it over a pipe. */
const TREE = `
  sub serve { my ($in, $out, $me) = @_; $out->autoflush(1); while (defined(my $q = <$in>)) { print $out $me * $q, "\\n" } POSIX::_exit(0) }
  use IO::Handle;
  for my $branch (1..10) {
    pipe my $down, my $ask; pipe my $told, my $up; $ask->autoflush(1);
    unless (fork) {
      close $ask; close $told; my @leaves;
      for my $leaf (1..4) {
        pipe my $d, my $a; pipe my $t, my $u; $a->autoflush(1);
        unless (fork) { close $a; close $t; serve($d, $u, $branch * 10 + $leaf) }
        close $d; close $u; push @leaves, [$a, $t];
      }
      $up->autoflush(1);
      while (defined(my $q = <$down>)) {
        chomp $q; my $sum = $branch * $q;
        for (@leaves) { my ($a, $t) = @$_; print $a "$q\\n"; $sum += readline $t }
        print $up "$sum\\n";
      }
      POSIX::_exit(0);
    }
    close $down; close $up; push @branches, [$ask, $told];
  }
  while (1) {
    my $q = $n + 1; my $sum = 0;
    for (@branches) { my ($a, $t) = @$_; print $a "$q\\n"; $sum += readline $t }
    $sum == $q * 2355 or broken("tree: $sum for $q"); ok;
  }`

export const WORKLOADS: readonly Workload[] = [
  sh('a shell with state', SHELL, true),
  sh('a counter without a terminal', COUNTER, false),
  perl('64 MiB checked by hash', MEMORY),
  perl('a TCP server and its client', TCP),
  perl('file locks', LOCKS),
  perl('a FIFO', FIFO),
  perl('threads', THREADS),
  perl('deleted open files', DELETED),
  { ...sh('a paused container', COUNTER, false), paused: true },
  perl('a tree of 50 processes', TREE),
]
