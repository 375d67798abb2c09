import { aptInstall, hasApt } from './packages.mjs'
import { rights } from './rights.mjs'

/** @typedef {import('./needs.mjs').Need} Need */
/** @typedef {Need & { wrong: string }} Missing */

/**
 * Finds what is missing, names it, asks (once), installs it with a progress line each; where that cannot be, prints the
 * commands that do it. Says nothing when nothing is missing.
 * @param {Need[]} needs in the order of installation
 * @param {ReturnType<typeof import('./ask.mjs').consent>} consent
 * @returns {Promise<Missing[]>} what is missing still
 */
export async function setUp(needs, consent) {
  const missing = await findMissing(needs)
  if (missing.length === 0) return []
  console.log('Runcible needs:')
  for (const { name, why, wrong } of missing) console.log(`  ${name.padEnd(22)} ${why} (${wrong})`)
  if (!consent.possible || !(await consent.given())) return refuse(missing)
  const prefix = missing.some((need) => need.asRoot) ? await rights() : []
  const doable = missing.filter((need) => !need.asRoot || (prefix && (hasApt() || !need.packages)))
  const left = []
  for (const need of doable) if (!(await install(need, prefix ?? []))) left.push(need)
  return refuse([...left, ...missing.filter((need) => !doable.includes(need))])
}

/** @param {Need[]} needs @returns {Promise<Missing[]>} */
async function findMissing(needs) {
  const problems = await Promise.all(needs.map(problemOf))
  return needs.flatMap((need, i) => {
    const wrong = problems[i]
    return wrong ? [{ ...need, wrong }] : []
  })
}

/** A check that itself fails is a finding, not the end of the set-up. @param {Need} need */
async function problemOf(need) {
  try {
    return await need.problem()
  } catch (error) {
    return messageOf(error).replaceAll('\n', ' ')
  }
}

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error))

/** @param {Need} need @param {string[]} prefix @returns {Promise<boolean>} whether it is there now */
async function install(need, prefix) {
  const started = Date.now()
  process.stdout.write(`  ${need.name} … `)
  try {
    await need.install(prefix)
    const wrong = await problemOf(need)
    if (wrong) throw new Error(`installed, but still wrong: ${wrong}`)
    console.log(`done, ${((Date.now() - started) / 1000).toFixed(1)} s`)
    return true
  } catch (error) {
    console.log('failed')
    console.error(indent(messageOf(error)))
    return false
  }
}

/** Prints how to mend it by hand. @param {Missing[]} missing */
function refuse(missing) {
  if (missing.length === 0) return missing
  const packages = missing
    .flatMap((need) => need.packages ?? [])
    .map((name) => name.split('|').at(-1) ?? name)
  const commands = missing.flatMap((need) => need.commands.map((command) => asRoot(need, command)))
  if (packages.length && hasApt())
    commands.unshift('sudo apt-get update', `sudo ${quote(aptInstall(packages))}`)
  if (commands.length) console.log(`To install by hand:\n${indent(commands.join('\n'))}`)
  if (packages.length && !hasApt()) {
    console.log(
      `To install with this distribution's own tools (Debian's names): ${packages.join(' ')}`,
    )
  }
  return missing
}

/** @param {Need} need @param {string[]} command */
const asRoot = (need, command) => `${need.asRoot ? 'sudo ' : ''}${quote(command)}`

/** A command line to paste. @param {string[]} command */
const quote = (command) =>
  command
    .map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : `'${part.replaceAll("'", `'\\''`)}'`))
    .join(' ')

/** @param {string} text */
const indent = (text) => text.replace(/^/gm, '    ')
