import { type Asked, named, type Told } from './matter.ts'

/** runc and shells set them themselves. */
const SET_BY_THEMSELVES = new Set(['HOME', 'PWD', 'OLDPWD', 'SHLVL', '_'])

/** By names alone: values may be secrets. Of the init only, as it was when its program began. */
export function environmentDifferences({ environment, isInit }: Told, { spec }: Asked): string[] {
  if (!isInit || !environment?.whole || environment.overwritten) return []
  const asked = new Map(
    (spec.process.env ?? []).map((word) => {
      const at = word.indexOf('=', 1)
      return at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)]
    }),
  )
  const has = new Map(environment.variables.map(({ name, value }) => [name, value]))
  const lacks = [...asked.keys()].filter((name) => !has.has(name))
  const other = [...asked].flatMap(([name, value]) =>
    has.has(name) && has.get(name) !== value ? [name] : [],
  )
  const more = [...has.keys()].filter((name) => !asked.has(name) && !SET_BY_THEMSELVES.has(name))
  return [
    ...(lacks.length > 0 ? [`It lacks variables that config.json sets: ${named(lacks)}.`] : []),
    ...(other.length > 0
      ? [`Variables have other values than config.json sets: ${named(other)}.`]
      : []),
    ...(more.length > 0 ? [`It has variables that config.json does not set: ${named(more)}.`] : []),
  ]
}
