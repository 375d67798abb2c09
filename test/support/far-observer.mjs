/**
 * An observer on another machine: `far-observer.mjs LINK PORT`. Comes in by the link, pauses what it must not, and tells in a
 * line of JSON each what it saw; PORT is one that must not answer it. Without TypeScript: it runs in a network of its own.
 */
import { once } from 'node:events'
import { request } from 'node:https'
import { connect } from 'node:net'
import { WebSocket } from 'ws'

const [link = '', port = ''] = process.argv.slice(2)
const { origin, host, hostname, hash } = new URL(link)
/** @param {unknown} what */
const tell = (what) => console.log(JSON.stringify(what))

/**
 * Posts the link's token; the cookie, the status, and what the certificate is known by.
 * @returns {Promise<{ status: number | undefined, cookie: string, fingerprint: string }>}
 */
function enter() {
  return new Promise((resolve, reject) => {
    const asked = request(`${origin}/enter`, {
      method: 'POST',
      headers: { Origin: origin },
      rejectUnauthorized: false,
      agent: false,
    })
    asked.on('error', reject)
    asked.on('response', (response) => {
      const socket = /** @type {import('node:tls').TLSSocket} */ (response.socket)
      const { fingerprint256 } = socket.getPeerCertificate()
      response.resume()
      const cookie = response.headers['set-cookie']?.[0]?.split(';', 1)[0] ?? ''
      resolve({ status: response.statusCode, cookie, fingerprint: fingerprint256 })
    })
    asked.end(hash.slice(1))
  })
}

/**
 * Whether anybody listens there.
 * @param {string} address
 */
async function answers(address) {
  const socket = connect(Number(port), address)
  const answered = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.destroy()
  return answered
}

/** @param {unknown} value */
function frame(value) {
  const json = Buffer.from(JSON.stringify(value))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  return Buffer.concat([length, json])
}

tell({ ordinary: (await answers(hostname)) || (await answers('127.0.0.1')) })
const { status, cookie, fingerprint } = await enter()
tell({ status, fingerprint })
const headers = { Origin: origin, Cookie: cookie }
const socket = new WebSocket(`wss://${host}/ws`, 'runcible', { headers, rejectUnauthorized: false })
socket.on('message', (data) => {
  const bytes = Buffer.from(/** @type {Buffer} */ (data))
  tell(JSON.parse(bytes.subarray(4, 4 + bytes.readUInt32BE(0)).toString()))
})
await once(socket, 'open')
const ref = { namespace: 'default', id: 'shown' }
socket.send(frame({ t: 'call', id: 1, name: 'engine.snapshot', input: {} }))
socket.send(frame({ t: 'call', id: 2, name: 'containers.pause', input: ref }))
await once(socket, 'close')
tell({ closed: true })
tell({ again: (await enter()).status })
