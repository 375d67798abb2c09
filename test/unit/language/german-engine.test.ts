import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineWords, speakEngine } from '../../../renderer/language/engine-words.ts'
import { type Cell, EXEC_TABLE, INIT_TABLE } from '../../../shared/lifecycle.ts'

const FOLDER = 'renderer/language/de/engine'

beforeAll(() =>
  speakEngine(
    readdirSync(FOLDER).map((name) => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8'))),
    'de',
  ),
)
afterAll(() => speakEngine([]))

test.each([
  // engine, files, hosts, images, outgoing
  [
    'this user’s own cgroup has no controller for memory, pids',
    'die eigene Cgroup dieses Benutzers hat keinen Controller für memory, pids',
  ],
  ['passed', 'bestanden'],
  [
    'It said: this kernel does not track which memory changed (mem_dirty_track)',
    'Es sagte: dieser Kernel verfolgt nicht, welcher Speicher sich geändert hat (mem_dirty_track)',
  ],
  [
    'another Runcible manages this state folder (pid 12)',
    'ein anderes Runcible verwaltet diesen Zustandsordner (pid 12)',
  ],
  [
    'nothing can be written to /etc/x: its root filesystem is read-only, by config.json',
    'nach /etc/x lässt sich nichts schreiben: das Root-Dateisystem ist nur lesbar, laut config.json',
  ],
  [
    'Left out: a (too deep), b/c d (a program serves it) and 3 more.',
    'Ausgelassen: a (zu tief), b/c d (ein Programm bedient es) und 3 weitere.',
  ],
  ['Left out: proc (the kernel’s own).', 'Ausgelassen: proc (dem Kernel eigen).'],
  ['/etc/hosts: the disk is full', '/etc/hosts: der Datenträger ist voll'],
  ['/x: something on the way is no folder', '/x: etwas auf dem Weg ist kein Ordner'],
  ['there is a folder at /srv already', 'unter /srv ist schon ein Ordner'],
  ['less than 12 bytes came for /a b', 'weniger als 12 Bytes kamen für /a b'],
  [
    '/opt/runcible belongs to uid 1000, so /opt/runcible/engine is not run as root',
    '/opt/runcible gehört uid 1000, darum wird /opt/runcible/engine nicht als root ausgeführt',
  ],
  ['alice@lab cannot be reached', 'alice@lab ist nicht erreichbar'],
  [
    'the engine on alice@lab is of version 1.0.1, and this is 1.0.0',
    'die Engine auf alice@lab hat Version 1.0.1, und diese hier 1.0.0',
  ],
  [
    'the engine that runs as root is of version 1.0.1, and this is 1.0.0',
    'die Engine, die als root läuft, hat Version 1.0.1, und diese hier 1.0.0',
  ],
  [
    'root’s rights were not given: no polkit agent is there to ask',
    'die Rechte von root wurden nicht gegeben: kein polkit-Agent ist da, der fragen könnte',
  ],
  [
    '/tmp/a.tar cannot be brought in: a part of it is not there: sha256:12',
    '/tmp/a.tar lässt sich nicht hereinholen: ein Teil davon ist nicht da: sha256:12',
  ],
  [
    'a layer of the image is no tar: it is cut off',
    'eine Schicht des Images ist kein tar: es ist abgeschnitten',
  ],
  [
    'cannot remove image web:1: container a, container b use it',
    'Image web:1 lässt sich nicht entfernen: benutzt von container a, container b',
  ],
  [
    'Its network namespace is one of its own: it had joined /proc/7/ns/net.',
    'Der network-Namespace ist ein eigener: er war /proc/7/ns/net beigetreten.',
  ],
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
  // bundle
  ['It loads code into the kernel.', 'Lädt Code in den Kernel.'],
  [
    'In its own user namespace only. CAP_SYS_ADMIN: mounts, changes namespaces and much else: nearly all of root; CAP_SYS_TIME: sets the machine’s clock.',
    'Nur im eigenen User-Namespace. CAP_SYS_ADMIN: hängt ein, ändert Namespaces und vieles mehr: fast alles, was root kann; CAP_SYS_TIME: stellt die Uhr des Rechners.',
  ],
  [
    'CAP_SYS_BOOT: restarts the machine; CAP_BPF: loads programs into the kernel.',
    'CAP_SYS_BOOT: startet den Rechner neu; CAP_BPF: lädt Programme in den Kernel.',
  ],
  ['A folder.', 'Ein Ordner.'],
  ['A folder, /srv/data.', 'Ein Ordner, /srv/data.'],
  ['A block device 8:0, /dev/sda.', 'Ein Blockgerät 8:0, /dev/sda.'],
  ['Nothing is at /nowhere.', 'Unter /nowhere ist nichts.'],
  [
    'It has a config.json, but /b/config.json is not an OCI configuration: process: it is not a folder.',
    'Es gibt eine config.json, aber /b/config.json ist keine OCI-Konfiguration: process: es ist kein Ordner.',
  ],
  ['/x cannot be a bundle: it is not a folder', '/x taugt nicht als Bundle: es ist kein Ordner'],
  [
    'Through a socket in it the container can have Docker, the system bus, systemd on it do anything as its user; read-only does not help.',
    'Über einen Socket darin kann der Container Docker, den Systembus und systemd daran unter dessen Benutzer alles tun lassen; Schreibschutz hilft nicht.',
  ],
  [
    'the root filesystem’s mode of a restored container is the checkpoint’s and cannot be chosen',
    'der Modus des Root-Dateisystems eines wiederhergestellten Containers kommt vom Checkpoint und ist nicht wählbar',
  ],
  [
    '/p.json is not a seccomp profile: syscalls.0.action: no action of seccomp that is known here',
    '/p.json ist kein seccomp-Profil: syscalls.0.action: keine Aktion von seccomp, die hier bekannt ist',
  ],
  // runtime
  [
    'OCI runtime start failed: cannot start a container that has stopped',
    'OCI-Runtime: start fehlgeschlagen: cannot start a container that has stopped',
  ],
  [
    'OCI runtime create failed: runc create failed: unable to start container process: exec: "/x": stat /x: no such file or directory',
    'OCI-Runtime: create fehlgeschlagen: runc create failed: unable to start container process: exec: "/x": stat /x: no such file or directory',
  ],
  [
    'OCI runtime restore failed: conmon ended without an answer',
    'OCI-Runtime: restore fehlgeschlagen: conmon endete ohne Antwort',
  ],
  ['/usr/bin/skopeo was ended by SIGKILL', '/usr/bin/skopeo wurde von SIGKILL beendet'],
  // foreign
  [
    'it can be looked at alone: crun runs it, and Runcible works with runc alone',
    'er lässt sich nur ansehen: crun führt ihn aus, und Runcible arbeitet nur mit runc',
  ],
  // groups
  [
    'could not start db: OCI runtime start failed: the disk is full',
    'db konnte nicht gestartet werden: OCI-Runtime: start fehlgeschlagen: der Datenträger ist voll',
  ],
  ['starting web, db', 'startet web, db'],
  [
    'it failed again after 3 restarts: given up',
    'nach 3 Neustarts wieder fehlgeschlagen: aufgegeben',
  ],
  // inspect
  [
    'Memory: no limit; config.json asks for at most 4096 bytes.',
    'Speicher: keine Grenze; config.json verlangt höchstens 4096 Bytes.',
  ],
  [
    '/proc can be written to: config.json asks for ro.',
    '/proc ist beschreibbar: config.json verlangt ro.',
  ],
  [
    '/proc/sys can be written to: config.json asks for it to be read-only.',
    '/proc/sys ist beschreibbar: config.json verlangt, dass es schreibgeschützt ist.',
  ],
  [
    'Its user is 0, really 1000: config.json asks for 5.',
    'Sein Benutzer ist 0, eigentlich 1000: config.json verlangt 5.',
  ],
  [
    'RLIMIT_NOFILE is 1024, at most 4096: config.json asks for 64.',
    'RLIMIT_NOFILE ist 1024, höchstens 4096: config.json verlangt 64.',
  ],
  [
    'Effective capabilities: without CAP_KILL, CAP_CHOWN and CAP_FOWNER, which config.json asks for; of a user who is not root, a program that begins keeps only ambient ones.',
    'Effective capabilities: ohne CAP_KILL, CAP_CHOWN und CAP_FOWNER, was config.json verlangt; wer nicht root ist, behält beim Start eines Programms nur die der Menge „ambient“.',
  ],
  // network, process, volumes
  [
    'cannot delete web: a, b share its network',
    'web lässt sich nicht löschen: a, b teilen sein Netz',
  ],
  ['exit code 137, out of memory', 'Exit-Code 137, kein Speicher mehr'],
  ['exit code 1', 'Exit-Code 1'],
  [
    'the checkpoint is of another image than this container and cannot be restored in its place',
    'der Checkpoint ist von einem anderen Image als dieser Container und lässt sich nicht an dessen Stelle wiederherstellen',
  ],
  ['freezing', 'friert ein'],
  // shared: of input that was refused the path of its field stays
  [
    'containers.create: request.args: a command is needed',
    'containers.create: request.args: ein Befehl ist nötig',
  ],
  ['the templates: templates: holds no template', 'die Vorlagen: templates: enthält keine Vorlage'],
  ['port 80 is taken', 'Port 80 ist belegt'],
  [
    'cannot remove volume data: container web uses it',
    'Volume data lässt sich nicht entfernen: container web benutzt es',
  ],
])('%j', (english, german) => {
  expect(engineWords(english)).toBe(german)
})

/** Every reason of the state table stands at a button. */
test('no action is refused in English', () => {
  const cells = [INIT_TABLE, EXEC_TABLE].flatMap((table) =>
    Object.values(table).flatMap((row): Cell<string>[] => Object.values(row)),
  )
  const reasons = cells.flatMap((cell) => (cell.allowed ? [] : [cell.reason]))
  expect(reasons.filter((reason) => engineWords(reason) === reason)).toEqual([])
})

test.each([
  ['names', `${'a b, '.repeat(790)}c`],
  ['clauses', `${'a b; '.repeat(790)}c`],
  ['names behind names', `${'a: '.repeat(1300)}c`],
  ['sentences', `${'It is. '.repeat(570)}`],
  ['lines', 'nothing is at \n'.repeat(260)],
])('a hostile heap of %s takes no time', (_, text) => {
  const begun = performance.now()
  engineWords(text)
  expect(performance.now() - begun).toBeLessThan(500)
})
