/** In the order in which they build on each other; by the names of their files, the same in every language. */
const FILES = ['life.md', 'signals.md', 'namespaces.md', 'limits.md', 'moments.md', 'broken.md']

const TEXTS = import.meta.glob<string>('./built-in/*/*.md', { query: '?raw', import: 'default' })

/** The lessons that come along, in a language; those that it lacks in English. */
export const builtIn = (language: string): Promise<{ file: string; text: string }[]> =>
  Promise.all(
    FILES.map(async (file) => {
      const load = TEXTS[`./built-in/${language}/${file}`] ?? TEXTS[`./built-in/en/${file}`]
      if (!load) throw new Error(`the lesson ${file} is missing`)
      return { file, text: await load() }
    }),
  )
