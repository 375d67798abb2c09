import type { lessonCalls } from '../../../shared/contract/lessons.ts'
import type { SamplesOf } from './sample.ts'

const lessonFolder = {
  folder: '/srv/lessons',
  problem: null,
  lessons: [{ file: 'eins.md', text: '---\ntitle: Größe\n---\n' }],
  broken: [{ file: 'zwei.md', why: 'it is a link' }],
}

export const lessonSamples: SamplesOf<typeof lessonCalls> = {
  'lessons.list': { input: {}, output: lessonFolder },
  'lessons.choose': { input: { folder: '/srv/lessons' }, output: lessonFolder },
}
