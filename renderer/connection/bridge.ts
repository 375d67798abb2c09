/** What the desktop host's preload gives to the page: one connection to the engine. */
export interface Bridge {
  open(
    onFrame: (frame: unknown) => void,
    onClose: () => void,
  ): { send(frame: unknown): void; close(): void }
}

declare global {
  interface Window {
    /** absent in a browser */
    runcible?: Bridge
  }
}
