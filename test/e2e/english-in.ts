import { compileMessage } from '@lingui/message-utils/compileMessage'
import { germanOf } from '../support/german.ts'

type Token = ReturnType<typeof compileMessage>[number]

/** Words of English that are none of German. */
const ENGLISH =
  /(?<![\w/.-])(?:all|and|are|at|be|by|does|each|every|for|from|has|have|if|is|it|its|new|no|none|not|of|only|or|than|that|the|then|there|this|to|what|when|where|which|who|with|yes|you|your)(?![\w/.-])/i

/** A way to tell which texts of a German window are English: as the source has them, or by a word that German has not. */
export async function englishFinder(): Promise<(said: readonly string[]) => string[]> {
  const all = [...(await germanOf())]
  const german = new Set(all.map(([, translated]) => translated))
  const forms = all
    .filter(([english, translated]) => english !== translated && hasWord(english))
    .map(([english, translated]) => ({ is: formOf(english), isNot: formOf(translated) }))
  return (said) =>
    said.filter(
      (text) =>
        !german.has(text) &&
        (ENGLISH.test(text) || forms.some(({ is, isNot }) => is.test(text) && !isNot.test(text))),
    )
}

/** “{name}, {state}” fits nearly anything. */
const hasWord = (message: string) => /[a-z]{3}/i.test(message.replaceAll(/\{\w+\}/g, ''))

/** How a text of a catalog looks once its places are filled. */
const formOf = (message: string) =>
  new RegExp(`^${sourceOf(compileMessage(message.replaceAll(/<\/?\d+\/?>/g, '')))}$`)

const sourceOf = (tokens: readonly Token[]): string =>
  tokens
    .map((token) => {
      if (token === '#') return '.+'
      if (typeof token === 'string') return token.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
      const choices = typeof token[2] === 'object' ? Object.values(token[2] ?? {}) : []
      const each = choices.filter(Array.isArray).map(sourceOf)
      return each.length > 0 ? `(?:${each.join('|')})` : '.+'
    })
    .join('')
