import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { peerUid, uidIn } from '../../../electron/web/peer.ts'

test('the kernel says whose process holds the other end', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve))
  const client = connect(port, '127.0.0.1')
  const { remotePort = 0 } = await accepted
  expect(await peerUid(remotePort, port)).toBe(process.getuid?.())
  expect(await peerUid(remotePort, port + 1)).toBeNull()
  client.destroy()
  server.close()
})

/** Recorded: the two ends of one connection, the server's (uid 0) and the client's (uid 1000), on port 0x1F90. */
const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 100 1
   1: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 101 1
   2: 0100007F:D431 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 102 1
   3: 0200000A:D432 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 103 1
`

test('the client’s end counts, not ours', () => {
  expect(uidIn(TABLE, 0xd431, 0x1f90)).toBe(1000)
})

test('only loopback counts, and an empty table says nothing', () => {
  expect(uidIn(TABLE, 0xd432, 0x1f90)).toBeNull()
  expect(uidIn('', 0xd431, 0x1f90)).toBeNull()
})
