import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { run } from '../setup/run.mjs'
import { APP_ID, EXECUTABLE, MAINTAINER, PREFIX, ROOT } from './about.mjs'

const FILES = join(import.meta.dirname, 'files')
const ICONS = join(import.meta.dirname, 'icons')
export const ICON_SIZES = [16, 24, 32, 48, 64, 128, 256, 512]

/**
 * One of the files that come along, its words in @…@ filled in.
 * @param {string} name @param {string} version
 */
export function fileText(name, version) {
  const words = {
    VERSION: version,
    // The day of the newest commit would need git; that of what is packed does.
    DATE: new Date().toISOString().slice(0, 10),
    TIME: new Date().toUTCString().replace('GMT', '+0000'),
    MAINTAINER,
    LICENSE: readFileSync(join(ROOT, 'LICENSE'), 'utf8').trim(),
  }
  return readFileSync(join(FILES, name), 'utf8').replace(
    /@([A-Z]+)@/g,
    (whole, word) => words[/** @type {keyof typeof words} */ (word)] ?? whole,
  )
}

/**
 * Lays the program and all that a desktop wants of it as a package installs them.
 * @param {string} folder what makeDir made @param {string} tree a new folder, which stands for / @param {string} version
 */
export async function layTree(folder, tree, version) {
  mkdirSync(join(tree, dirname(PREFIX)), { recursive: true, mode: 0o755 })
  await run(['cp', '--archive', '--link', folder, join(tree, PREFIX)])
  /** @param {string} path @param {string | Buffer} data */
  const put = (path, data) => {
    mkdirSync(join(tree, dirname(path)), { recursive: true, mode: 0o755 })
    writeFileSync(join(tree, path), data, { mode: 0o644 })
    chmodSync(join(tree, path), 0o644)
  }
  const text = (/** @type {string} */ name) => fileText(name, version)
  put(`${PREFIX}/resources/apparmor-profile`, text('apparmor-profile'))
  put(`usr/share/applications/${APP_ID}.desktop`, text(`${APP_ID}.desktop`))
  put(`usr/share/metainfo/${APP_ID}.metainfo.xml`, text(`${APP_ID}.metainfo.xml`))
  put('usr/share/polkit-1/actions/org.runcible.engine.policy', text('org.runcible.engine.policy'))
  put(`usr/share/doc/${EXECUTABLE}/copyright`, text('copyright'))
  put(`usr/share/doc/${EXECUTABLE}/changelog.gz`, gzipSync(text('changelog'), { level: 9 }))
  for (const page of ['runcible.1', 'runcible-engine.1']) {
    put(`usr/share/man/man1/${page}.gz`, gzipSync(text(page), { level: 9 }))
  }
  layIcons(join(tree, 'usr/share/icons/hicolor'))
  link(tree, `${PREFIX}/${EXECUTABLE}`)
  link(tree, `${PREFIX}/engine/runcible-engine`)
}

/** @param {string} theme */
function layIcons(theme) {
  const sized = ICON_SIZES.map((size) => [`${size}x${size}`, `${size}.png`, 'png'])
  for (const [size = '', file = '', kind] of [...sized, ['scalable', 'icon.svg', 'svg']]) {
    const folder = join(theme, size, 'apps')
    mkdirSync(folder, { recursive: true, mode: 0o755 })
    copyFileSync(join(ICONS, file), join(folder, `${APP_ID}.${kind}`))
    chmodSync(join(folder, `${APP_ID}.${kind}`), 0o644)
  }
}

/** @param {string} tree @param {string} target */
function link(tree, target) {
  mkdirSync(join(tree, 'usr/bin'), { recursive: true, mode: 0o755 })
  symlinkSync(target, join(tree, 'usr/bin', basename(target)))
}
