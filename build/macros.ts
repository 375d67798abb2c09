import { transformAsync } from '@babel/core'
import macro from '@lingui/babel-plugin-lingui-macro'
import { makeConfig } from '@lingui/conf'
import type { Plugin } from 'vite'

const linguiConfig = makeConfig({ locales: [] }, { skipValidation: true })

/** Lingui's macros become calls; the English text stays in them. Files without any are left as they are. */
export const macros = (): Plugin => ({
  name: 'lingui-macros',
  enforce: 'pre',
  async transform(code, id) {
    if (!/@lingui\/(core|react)\/macro/.test(code)) return null
    const done = await transformAsync(code, {
      filename: id,
      babelrc: false,
      configFile: false,
      sourceMaps: true,
      parserOpts: { plugins: ['typescript', 'jsx'] },
      plugins: [[macro, { linguiConfig, stripMessageField: false }]],
    })
    return done?.code ? { code: done.code, map: done.map } : null
  },
})
