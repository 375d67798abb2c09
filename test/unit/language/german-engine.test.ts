import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineWords, speakEngine } from '../../../renderer/language/engine-words.ts'

const FOLDER = 'renderer/language/de/engine'

beforeAll(() =>
  speakEngine(
    readdirSync(FOLDER).map((name) => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8'))),
  ),
)
afterAll(() => speakEngine([]))

test.each([
  // checkpoint
  [
    'the checkpoint failed: a unix socket is connected to a process outside the container',
    'der Checkpoint ist fehlgeschlagen: ein Unix-Socket ist mit einem Prozess außerhalb des Containers verbunden',
  ],
  [
    'left behind: the volume data at /data, /srv/www of the host at /www, 3 more',
    'bleibt zurück: das Volume data unter /data, /srv/www des Rechners unter /www, 3 weitere',
  ],
  [
    'no checkpoint can be taken of what is traced: sh (by strace, pid 7)',
    'kein Checkpoint möglich: wird verfolgt: sh (von strace, PID 7)',
  ],
  ['traced: sh (by strace, pid 7)', 'wird verfolgt: sh (von strace, PID 7)'],
  [
    'it wants what was not allowed: /etc of this machine, read-only at /etc; a way out of its network',
    'es verlangt, was nicht erlaubt wurde: /etc dieses Rechners, nur lesbar unter /etc; ein Weg aus seinem Netz nach außen',
  ],
  [
    'The files are not compared: “web #1” has no files of its own. It shares the folder of its container: what was in it then is not kept.',
    'Die Dateien werden nicht verglichen: „web #1“ hat keine eigenen Dateien. Er teilt den Ordner seines Containers: was damals darin war, ist nicht aufgehoben.',
  ],
  [
    'Nothing of it was kept. Do not trust where it came from.',
    'Nichts davon wurde behalten. Seinem Ursprung ist nicht zu trauen.',
  ],
  [
    'bringing its memory back together (of what is stored as a difference to it)',
    'setzt den Speicher wieder zusammen (dessen, was als Unterschied dazu abgelegt ist)',
  ],
  [
    'the checkpoint failed: the disk is full',
    'der Checkpoint ist fehlgeschlagen: der Datenträger ist voll',
  ],
  // config
  [
    'config.json cannot be used: process.cwd, line 3: “cwd” is missing here.',
    'config.json ist so nicht brauchbar: process.cwd, Zeile 3: „cwd“ fehlt hier.',
  ],
  [
    'Its files are there, and nowhere else: leave it as it was, rootfs.',
    'Die Dateien sind dort und nirgends sonst: lassen, wie es war, rootfs.',
  ],
  [
    'It is nested deeper than 64 levels, as no config.json does.',
    'Es ist tiefer als 64 Ebenen verschachtelt, wie es keine config.json tut.',
  ],
  // debug, door
  ['container web has ended meanwhile', 'Container web hat inzwischen geendet'],
  ['nothing was said within 10 s', 'innerhalb von 10 s kam keine Antwort'],
])('%j', (english, german) => {
  expect(engineWords(english)).toBe(german)
})
