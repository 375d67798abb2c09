import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { createBridge } from './bridge.ts'

/** Electron before 29 has no webUtils, and the path on the file itself. */
const pathOf = (file: File) =>
  webUtils ? webUtils.getPathForFile(file) : ((file as File & { path?: string }).path ?? '')

contextBridge.exposeInMainWorld('runcible', createBridge(ipcRenderer, pathOf))
