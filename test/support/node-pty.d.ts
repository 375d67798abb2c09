/// <reference path="../../node_modules/node-pty/node-pty.d.ts" />

/** The package that is installed under this name declares its types under its own (`npm:@lydell/node-pty`). */
declare module 'node-pty' {
  export * from '@lydell/node-pty'
}
