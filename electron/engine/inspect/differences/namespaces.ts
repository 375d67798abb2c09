import { stat } from 'node:fs/promises'
import type { InspectedNamespace } from '../../../../shared/model.ts'
import { type Asked, short, type Told } from './matter.ts'

/** What config.json calls those that /proc calls otherwise. */
const NAMES: Readonly<Record<string, string>> = { net: 'network', mnt: 'mount' }

const namespaceName = (type: string) => NAMES[type] ?? type

export async function namespaceDifferences(
  { namespaces }: Told,
  { spec }: Asked,
): Promise<string[]> {
  const asked = new Map(spec.linux?.namespaces?.map((one) => [one.type, one]))
  const found = namespaces.map(async (one) => {
    const name = namespaceName(one.type)
    if (one.apart) return `It is in another ${name} namespace than the container’s first process.`
    const wanted = asked.get(name)
    if (wanted?.path) return differsFrom(one, name, wanted.path)
    if (wanted && one.host) {
      return `It is in the machine’s ${name} namespace: config.json asks for one of its own.`
    }
    // CRIU gives what it restores a clock of its own.
    if (wanted || one.host || one.type === 'time') return null
    return `Its ${name} namespace is not the machine’s: config.json asks for none of its own.`
  })
  return (await Promise.all(found)).filter((one) => one !== null)
}

/** What the path leads to may be gone: then nothing can be said. */
async function differsFrom(
  { inode }: InspectedNamespace,
  name: string,
  path: string,
): Promise<string | null> {
  const info = await stat(path).catch(() => null)
  if (!info || info.ino === inode) return null
  return `It is in another ${name} namespace than config.json names: ${short(path)}.`
}
