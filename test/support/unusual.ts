import { join } from 'node:path'
import type { Wanted } from './test-engine.ts'
import { TOOLS } from './tools.ts'

/**
 * A program with something of everything that a moment may hold: threads, children (one of them not waited for, one with
 * longer arguments than are told, one that has written a title over its own), sockets of each kind, a file at a position, a
 * deleted one, named pipes, what is open and no file, memory of its own, an environment that is not all ASCII. It writes
 * `/ready` once all of it is there. One child becomes another program at SIGUSR1; at SIGUSR2 it takes 8 MiB more.
 */
const PROGRAM = `
import ctypes, mmap, os, select, signal, socket, threading, time
def child(*args, wait=False, **env):
    pid = os.fork()
    if pid: return pid
    if wait:
        signal.signal(signal.SIGUSR1, lambda *_: None)
        open('/waits', 'w').close()
        signal.pause()
    os.execvpe(args[0], args, {'PATH': os.environ['PATH'], **env})
def titled():
    if os.fork(): return
    start, end = map(int, open('/proc/self/stat').read().rsplit(')', 1)[1].split()[45:47])
    title = b'a title ' + b'x' * (end - start) + b'\\0'
    ctypes.memmove(start, title, len(title))
    open('/titled', 'w').close()
    signal.pause()
child('sleep', '1000', WHO='first')
child('sleep', '2000', WHO='second')
child('true')
child('sleep', '3000', wait=True, WHO='changed')
child('sleep', '0' * 70000 + '4000', LONG='ü' * 40000)
titled()
kept = open('/etc/marked', 'w+'); kept.write('0123456789'); kept.flush(); kept.seek(4)
gone = open('/gone', 'a'); gone.write('x' * 5000); gone.flush(); os.unlink('/gone')
tcp = socket.socket(); tcp.bind(('127.0.0.1', 7001)); tcp.listen(5)
peer = socket.create_connection(('127.0.0.1', 7001)); other, _ = tcp.accept()
udp = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); udp.bind(('::1', 7002))
unix = socket.socket(socket.AF_UNIX); unix.bind('/me.sock'); unix.listen(1)
hidden = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); hidden.bind('\\0hidden')
pair = socket.socketpair()
bound = socket.socket(); bound.bind(('127.0.0.1', 7003))
idle = [socket.socket(), socket.socket(type=socket.SOCK_DGRAM), socket.socket(socket.AF_UNIX)]
kernel = [socket.socket(socket.AF_NETLINK, socket.SOCK_RAW) for n in range(2)]; kernel[1].bind((0, 1))
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
packets = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
os.mkfifo('/fifo'); fifo = os.open('/fifo', os.O_RDWR | os.O_NONBLOCK)
os.mkfifo('/lost'); lost = os.open('/lost', os.O_RDWR); os.unlink('/lost')
libc = ctypes.CDLL(None)
event = os.eventfd(3); polled = select.epoll(); polled.register(event, select.EPOLLIN)
timer = libc.timerfd_create(time.CLOCK_MONOTONIC, 0); watch = libc.inotify_init1(os.O_NONBLOCK)
signals = libc.signalfd(-1, ctypes.byref(ctypes.c_uint64(1 << 9)), 8, 0)
held = os.memfd_create('held')
for n in range(2): threading.Thread(target=time.sleep, args=(10000,), daemon=True).start()
memory = mmap.mmap(-1, 16 << 20, flags=mmap.MAP_PRIVATE)
memory[:8 << 20] = os.urandom(8 << 20)
def grow(*_):
    for at in range(8 << 20, 16 << 20, 4096): memory[at] = 1
    open('/grown', 'w').close()
signal.signal(signal.SIGUSR2, grow)
while not (os.path.exists('/waits') and os.path.exists('/titled')): time.sleep(0.01)
open('/ready', 'w').write('yes')
time.sleep(10000)
`

/** Debian's Python that the set-up unpacked for looking inside moments, on the starter: it brings its own loader. */
export const UNUSUAL: Wanted = {
  stdin: 'none',
  security: { capabilities: { add: ['NET_RAW'], drop: [] } },
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
