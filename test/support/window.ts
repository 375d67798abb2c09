import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '../bench/host.ts'
import { Viewer } from '../bench/viewer.ts'

/**
 * A window in a process of its own: nothing that others receive delays it, and it can be killed. It types a key into a program
 * that gives it back, again and again until its stdin ends, and prints how long each took, ms. Told to `watch` it only looks on.
 */
const PAUSE_MS = 10
const [url = '', namespace = '', id = '', does = ''] = process.argv.slice(2)
let over = false
process.stdin.on('end', () => {
  over = true
})
process.stdin.resume()

const client = await connect(url)
const viewer = new Viewer(client, { kind: 'init', namespace, id })
await viewer.shown()
process.stdout.write('open\n')
const taken: number[] = []
while (!over) {
  if (does === 'type') taken.push(await echo(String.fromCharCode(97 + (taken.length % 26))))
  await sleep(PAUSE_MS)
}
client.close()
process.stdout.write(JSON.stringify(taken))

function echo(key: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const begun = performance.now()
    viewer.onBytes = (bytes) => {
      const came = Buffer.from(bytes).toString('latin1')
      if (came === key) resolve(performance.now() - begun)
      else reject(new Error(`for ${key} came ${JSON.stringify(came)}`))
    }
    viewer.type(key)
  })
}
