import type { Words } from './english.ts'

export const GERMAN: Words = {
  menu: {
    file: 'Datei',
    newWindow: 'Neues Fenster',
    newContainer: 'Neuer Container…',
    closeWindow: 'Fenster schließen',
    quit: 'Beenden',
    edit: 'Bearbeiten',
    cut: 'Ausschneiden',
    copy: 'Kopieren',
    paste: 'Einfügen',
    selectAll: 'Alles auswählen',
    view: 'Ansicht',
    zoomIn: 'Größer',
    zoomOut: 'Kleiner',
    actualSize: 'Normale Größe',
    fullScreen: 'Vollbild',
    devTools: 'Entwicklerwerkzeuge',
  },
  notice: {
    outOfMemory: (id) => `${id} wurde beendet: kein Speicher mehr`,
    killed: (id) => `${id} wurde durch ein Signal beendet`,
    killedBy: (id, signal) => `${id} wurde durch ${signal} beendet`,
    unseen: (id) => `${id} endete ungesehen`,
    exited: (id, code) => `${id} endete mit ${code}`,
    exitedShort: (id, code) =>
      `${id} endete mit ${code}, einem Prozess darin ging der Speicher aus`,
    checkpointFailed: (id) => `Checkpoint von ${id} fehlgeschlagen`,
    on: (words, host) => `${words} auf ${host}`,
    asRoot: 'dieser Rechner, als root',
  },
  farewell: {
    one: (id) => `${id} läuft ohne das Fenster weiter.`,
    several: (count) => `${count} Container laufen ohne das Fenster weiter.`,
    andMore: (names, more) => `${names} und ${more} weitere`,
    seeIt:
      'Runcible wieder starten, um ihn zu sehen, mit Konsolen und was sie inzwischen schrieben.',
    seeThem:
      'Runcible wieder starten, um sie zu sehen, mit Konsolen und was sie inzwischen schrieben.',
    close: 'Fenster schließen',
    stay: 'Bleiben',
    notAgain: 'Nicht wieder sagen',
  },
  pageEnds: {
    message: 'Die Seite dieses Fensters endet immer wieder.',
    detail: (reason) =>
      `Zuletzt: ${reason}. Container laufen weiter, und ihre Konsolen bleiben erhalten.`,
    load: 'Neu laden',
    close: 'Fenster schließen',
  },
  saveExport: 'Export sichern',
  cannotStart: 'Runcible kann nicht starten',
}
