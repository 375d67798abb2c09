import { afterEach, expect, test } from 'vitest'
import { archiveNoteInWords } from '../../../renderer/checkpoints/archive-note.ts'
import { speakEngine } from '../../../renderer/language/engine-words.ts'

const NOTE = 'System calls are not filtered. Every call of the kernel is open to it.'

afterEach(() => speakEngine([]))

test('a note on an archive is left in English where the window speaks it', () => {
  expect(archiveNoteInWords(NOTE)).toBe(NOTE)
})

test('a clause that was made a sentence is found again, and its reason, too', () => {
  speakEngine([
    {
      'system calls are not filtered': 'systemaufrufe sind nicht gefiltert',
      'Every call of the kernel is open to it.': 'Ihm steht jeder offen.',
      'It names {0}. That is left out.': 'Er nennt {0}. Das ist weggelassen.',
    },
  ])
  expect(archiveNoteInWords(NOTE)).toBe(
    'Systemaufrufe sind nicht gefiltert. Ihm steht jeder offen.',
  )
  expect(archiveNoteInWords('It names a.b. That is left out.')).toBe(
    'Er nennt a.b. Das ist weggelassen.',
  )
})
