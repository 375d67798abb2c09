import { expect, test } from 'vitest'
import { refusal, sshCommand } from '../../../electron/hosts/ssh.ts'
import { destinationOf, SshEntry } from '../../../shared/ssh-entry.ts'

const entry = (rest: object) => ({ id: 'one', host: 'example.org', ...rest }) as SshEntry

test('the command: settings first, then the destination after “--”, then what is run there', () => {
  const argv = sshCommand(
    entry({ user: 'ann', port: 2222, identityFile: '/home/ann/a key', command: '~/bin/re' }),
    '/usr/bin/ssh',
    {},
  )
  expect(argv.slice(0, 4)).toEqual(['/usr/bin/ssh', '-T', '-a', '-x'])
  for (const setting of [
    'BatchMode=yes',
    'ConnectTimeout=20',
    'ServerAliveInterval=10',
    'ServerAliveCountMax=3',
    'ClearAllForwardings=yes',
    'IdentitiesOnly=yes',
  ])
    expect(argv[argv.indexOf(setting) - 1], setting).toBe('-o')
  expect(argv.slice(argv.indexOf('-p'))).toEqual([
    '-p',
    '2222',
    '-i',
    '/home/ann/a key',
    '--',
    'ann@example.org',
    '~/bin/re',
    '--stdio',
  ])
})

test('what is not named is left to ssh; it may ask only where a window can be shown for it', () => {
  const argv = sshCommand(entry({}), 'ssh', {})
  for (const flag of ['-p', '-i', 'IdentitiesOnly=yes']) expect(argv).not.toContain(flag)
  expect(argv.slice(-3)).toEqual(['example.org', 'runcible-engine', '--stdio'])
  const asking = { SSH_ASKPASS: '/usr/bin/ask', WAYLAND_DISPLAY: 'wayland-0' }
  expect(sshCommand(entry({}), 'ssh', asking)).toContain('BatchMode=no')
  expect(sshCommand(entry({}), 'ssh', { SSH_ASKPASS: '/usr/bin/ask' })).toContain('BatchMode=yes')
})

test.each(['example.org', 'a', 'my_box', '10.0.0.1', '::1', 'fe80::1%eth0', 'a-b.c'])(
  'the host %j',
  (host) => {
    expect(SshEntry.safeParse(entry({ host })).success).toBe(true)
  },
)

test.each([
  ...[
    '',
    '-oProxyCommand=id',
    '--',
    '-',
    'a b',
    'a\nb',
    'a\n',
    'a\0',
    'a@b',
    '$(id)',
    'a;id',
    '../a',
    'a/b',
    'ä',
    'a-',
    'x'.repeat(254),
    'fe80::1%$(id)',
  ].map((host) => ({ host })),
  ...['-l', 'a b', '', 'a@b', 'root;id', 'x'.repeat(33), 'a\n'].map((user) => ({ user })),
  ...[0, -1, 65_536, 1.5, '22'].map((port) => ({ port })),
  ...['key', '-i', '../key', '/k\0', '/k\n', '/%d/key'].map((identityFile) => ({ identityFile })),
  ...['-x', 'a b', 'a;id', '$(id)', '`id`', "a'b", 'a\nb', 'a|b', 'a&', 'a>b', '*', ''].map(
    (command) => ({ command }),
  ),
  ...['', '../x', 'A'].map((id) => ({ id })),
])('an entry is refused: %j', (rest) => {
  expect(SshEntry.safeParse(entry(rest)).success).toBe(false)
})

test('the destination', () => {
  expect(destinationOf(entry({}))).toBe('example.org')
  expect(destinationOf(entry({ user: 'ann' }))).toBe('ann@example.org')
})

test.each([
  [
    127,
    'bash: line 1: runcible-engine: command not found',
    'unavailable',
    'Install Runcible there',
  ],
  [127, 'sh: 1: runcible-engine: nicht gefunden', 'unavailable', 'Install Runcible there'],
  [126, 'sh: 1: ./x: Permission denied', 'unavailable', 'terminal'],
  [255, 'ann@h: Permission denied (publickey).', 'permission-denied', 'BatchMode'],
  [255, 'Host key verification failed.', 'permission-denied', 'compare the key'],
  [255, 'ssh: connect to host h port 22: Connection refused', 'unavailable', 'terminal'],
  [null, '', 'unavailable', 'terminal'],
])('an end with %s and %j', (code, said, expected, hint) => {
  const error = refusal(['ssh', 'h'], 'h', { code, said })
  expect(error).toMatchObject({ code: expected })
  expect(error.details).toMatchObject({
    command: ['ssh', 'h'],
    said,
    hint: expect.stringContaining(hint),
  })
  expect(error.details.exitCode).toBe(code ?? undefined)
})
