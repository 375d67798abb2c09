import '@mantine/core/styles.css'
import '@mantine/spotlight/styles.css'
import '@xterm/xterm/css/xterm.css'
import '@fontsource/jetbrains-mono/latin-400.css'
import '@fontsource/jetbrains-mono/latin-700.css'
import '@fontsource/jetbrains-mono/latin-ext-400.css'
import './tokens.css'
import './mantine.css'
import './still.css'
import { config } from 'zod'
import { applyLook } from './appearance/apply-look.ts'
import { activateLanguage } from './language/activate.ts'

// zod would try `new Function`, which our Content-Security-Policy forbids.
config({ jitless: true })

applyLook()
await activateLanguage()
await import('./window.tsx')
