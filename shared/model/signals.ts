/** Signals for the picker, by number, in the order people look for them. */
export const SIGNALS: ReadonlyArray<readonly [name: string, number: number]> = [
  ['SIGTERM', 15],
  ['SIGKILL', 9],
  ['SIGINT', 2],
  ['SIGHUP', 1],
  ['SIGQUIT', 3],
  ['SIGUSR1', 10],
  ['SIGUSR2', 12],
  ['SIGSTOP', 19],
  ['SIGCONT', 18],
  ['SIGABRT', 6],
  ['SIGALRM', 14],
  ['SIGPIPE', 13],
  ['SIGCHLD', 17],
  ['SIGSEGV', 11],
  ['SIGBUS', 7],
  ['SIGFPE', 8],
  ['SIGILL', 4],
  ['SIGTRAP', 5],
  ['SIGTSTP', 20],
  ['SIGTTIN', 21],
  ['SIGTTOU', 22],
  ['SIGWINCH', 28],
  ['SIGURG', 23],
  ['SIGXCPU', 24],
  ['SIGXFSZ', 25],
  ['SIGVTALRM', 26],
  ['SIGPROF', 27],
  ['SIGIO', 29],
  ['SIGPWR', 30],
  ['SIGSYS', 31],
  ['SIGSTKFLT', 16],
]

/** SIGKILL for 9; `signal 42` where it has no name. */
export const signalName = (number: number) =>
  SIGNALS.find(([, n]) => n === number)?.[0] ?? `signal ${number}`
