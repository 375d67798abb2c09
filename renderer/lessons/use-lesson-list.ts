import { i18n } from '@lingui/core'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { HostId } from '../../shared/hosts.ts'
import type { LessonFolder } from '../../shared/model.ts'
import { chooseLessons, listLessons } from '../actions/lessons.ts'
import { engineWords } from '../language/engine-words.ts'
import { useIsReady } from '../store/connection.ts'
import { builtIn } from './built-in.ts'
import { inLanguage } from './in-language.ts'
import type { Lesson } from './lesson.ts'
import { parseLesson } from './parse.ts'

/** A lesson, or a file that is none and why. */
export type Entry = { key: string; file: string; own: boolean } & (
  | { lesson: Lesson; why: null }
  | { lesson: null; why: { line: number | null; text: string } }
)

/** `name` is the same in every language, and so is what was done of the lesson. */
const entryOf = (file: string, text: string, own: boolean, name = file): Entry => {
  const read = parseLesson(text)
  const entry = { key: `${own ? 'own' : 'along'} ${name}`, file, own }
  return 'lesson' in read
    ? { ...entry, lesson: read.lesson, why: null }
    : { ...entry, lesson: null, why: { line: read.malformed.line, text: read.malformed.why } }
}

/** Those that come along: with the panel that shows them, in the one language that the window speaks. */
const along = (await builtIn(i18n.locale)).map(({ file, text }) => entryOf(file, text, false))

/** All lessons: those that come along, and those of the folder that was chosen on a host, read anew with each look. */
export function useLessonList(host: HostId) {
  const ready = useIsReady(host)
  const [folder, setFolder] = useState<LessonFolder | null>(null)
  useEffect(() => {
    if (!ready) return
    let wanted = true
    void listLessons(host).then((told) => {
      if (wanted && told) setFolder(told)
    })
    return () => {
      wanted = false
    }
  }, [host, ready])
  const choose = useCallback(
    async (path: string | null) => {
      const told = await chooseLessons(host, path)
      if (told) setFolder(told)
    },
    [host],
  )
  const entries = useMemo(() => [...along, ...ownEntries(folder)], [folder])
  return { entries, folder, choose }
}

const ownEntries = (folder: LessonFolder | null): Entry[] => [
  ...inLanguage(folder?.lessons ?? [], i18n.locale).map(({ file, text, name }) =>
    entryOf(file, text, true, name),
  ),
  ...(folder?.broken ?? []).map(({ file, why }) => ({
    key: `broken ${file}`,
    file,
    own: true,
    lesson: null,
    why: { line: null, text: engineWords(why) },
  })),
]
