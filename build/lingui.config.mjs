import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { formatter } from '@lingui/format-po'

const rootDir = join(import.meta.dirname, '..')

const rooms = readdirSync(join(rootDir, 'renderer'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !['public', 'language'].includes(entry.name))
  .map(({ name }) => name)

/**
 * English stands in the source; each room of the renderer has a catalog in each other language.
 * @type {import('@lingui/conf').LinguiConfig}
 */
export default {
  rootDir,
  sourceLocale: 'en',
  locales: ['de'],
  catalogs: [
    {
      path: '<rootDir>/renderer/language/{locale}/window',
      include: ['<rootDir>/renderer/*.ts', '<rootDir>/renderer/*.tsx'],
    },
    ...rooms.map((name) => ({
      path: `<rootDir>/renderer/language/{locale}/${name}`,
      include: [`<rootDir>/renderer/${name}`],
    })),
  ],
  format: formatter({ lineNumbers: false, origins: false }),
}
