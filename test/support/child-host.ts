import { openOrJoin } from '../../electron/engine/door/open-or-join.ts'

/** The engine alone in a process of its own, to be killed at any instant. Ends when its parent goes. */
const [state = '', run = '', tools = ''] = process.argv.slice(2)
process.stdin.on('end', () => process.exit()).resume()
await openOrJoin({ folders: { state, run, tools }, version: '0.0.0' })
process.stdout.write('open\n')
