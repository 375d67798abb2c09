import { i18n, type MessageDescriptor } from '@lingui/core'

/** The English of what is said in another language, without what is put into it: whoever learnt it so looks for it so. */
export const inEnglish = ({ message }: MessageDescriptor): string[] =>
  i18n.locale === 'en' || !message ? [] : [message.replaceAll(/\{\w+\}/g, '')]

/** Words, with blanks between, by which something is found beside its name, in English as well. */
export const keywordsOf = (words?: MessageDescriptor): string[] =>
  words ? [i18n._(words), ...inEnglish(words)] : []

/** A label of the palette, and by what else it is found. */
export const found = (label: MessageDescriptor, also?: MessageDescriptor) => ({
  label: i18n._(label),
  keywords: [...keywordsOf(also), ...inEnglish(label)],
})
