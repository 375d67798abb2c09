/** What the desktop host's preload gives to the page: the engines of the hosts, what it is asked to show, and where files lie. */
export interface Bridge {
  open(
    host: string,
    onFrame: (frame: unknown) => void,
    onClose: () => void,
  ): { send(frame: unknown): void; close(): void }
  /** what the host asks for (heed-asks.ts) */
  onAsk(listener: (ask: unknown) => void): void
  /** whether the desktop's notifications are not wanted now: the window is shown to others */
  beQuiet(quiet: boolean): void
  /** the language that is spoken here, for the program's menu and notifications */
  speak(language: string): void
  /** the path of a dropped file; empty where it has none */
  pathOf(file: File): string
}

declare global {
  interface Window {
    /** absent in a browser */
    runcible?: Bridge
  }
}
