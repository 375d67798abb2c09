import { join } from 'node:path'
import type { Wanted } from './test-engine.ts'
import { TOOLS } from './tools.ts'

/**
 * A program with something of everything that a moment may hold: threads, children (one of them not waited for),
 * sockets of each kind, a file at a position, a deleted one, memory of its own, an environment that is not all ASCII. It writes
 * `/ready` once all of it is there. One child becomes another program at SIGUSR1.
 */
const PROGRAM = `
import mmap, os, signal, socket, threading, time
def child(*args, wait=False, **env):
    pid = os.fork()
    if pid: return pid
    if wait:
        signal.signal(signal.SIGUSR1, lambda *_: None)
        open('/waits', 'w').close()
        signal.pause()
    os.execvpe(args[0], args, {'PATH': os.environ['PATH'], **env})
child('sleep', '1000', WHO='first')
child('sleep', '2000', WHO='second')
child('true')
child('sleep', '3000', wait=True, WHO='changed')
kept = open('/etc/marked', 'w+'); kept.write('0123456789'); kept.flush(); kept.seek(4)
gone = open('/gone', 'a'); gone.write('x' * 5000); gone.flush(); os.unlink('/gone')
tcp = socket.socket(); tcp.bind(('127.0.0.1', 7001)); tcp.listen(5)
peer = socket.create_connection(('127.0.0.1', 7001)); other, _ = tcp.accept()
udp = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); udp.bind(('::1', 7002))
unix = socket.socket(socket.AF_UNIX); unix.bind('/me.sock'); unix.listen(1)
hidden = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); hidden.bind('\\0hidden')
pair = socket.socketpair()
for n in range(2): threading.Thread(target=time.sleep, args=(10000,), daemon=True).start()
memory = mmap.mmap(-1, 16 << 20, flags=mmap.MAP_PRIVATE)
memory[:8 << 20] = os.urandom(8 << 20)
while not os.path.exists('/waits'): time.sleep(0.01)
open('/ready', 'w').write('yes')
time.sleep(10000)
`

/** Debian's Python that the set-up unpacked for looking inside moments, on the starter: it brings its own loader. */
export const UNUSUAL: Wanted = {
  stdin: 'none',
  mounts: [
    { kind: 'bind', source: TOOLS, destination: TOOLS, readonly: true },
    { kind: 'tmpfs', destination: '/scratch' },
  ],
  process: {
    args: [join(TOOLS, 'bin/python-with-pycriu'), '-I', '-B', '-c', PROGRAM],
    env: ['PATH=/bin:/usr/bin:/sbin', 'WORD=grüß dich', 'EMPTY='],
    terminal: false,
  },
}
