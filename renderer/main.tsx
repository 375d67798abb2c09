import '@mantine/core/styles.css'
import '@mantine/spotlight/styles.css'
import '@xterm/xterm/css/xterm.css'
import '@fontsource/jetbrains-mono/latin-400.css'
import '@fontsource/jetbrains-mono/latin-700.css'
import '@fontsource/jetbrains-mono/latin-ext-400.css'
import './tokens.css'
import './mantine.css'
import './still.css'
import { MantineProvider, Tooltip } from '@mantine/core'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { config } from 'zod'
import { App } from './App.tsx'
import { applyLook, colourScheme } from './appearance/apply-look.ts'
import { openChannel } from './connection/channel.ts'
import { followHosts } from './connection/follow-hosts.ts'
import { ConsoleWindow } from './console-window/ConsoleWindow.tsx'
import { ownConsole } from './console-window/link.ts'
import { takeBack } from './console-window/moving.ts'
import { heedAsks } from './heed-asks.ts'
import { followObservers } from './observer/follow-observers.ts'
import { followPresenter } from './observer/follow-presenter.ts'
import { OBSERVING } from './observer/role.ts'
import { keepQuiet } from './presenter/quiet.ts'
import { cssVariables, TOOLTIP_DELAY_MS, theme } from './theme.ts'

// zod would try `new Function`, which our Content-Security-Policy forbids.
config({ jitless: true })

applyLook()
followHosts(openChannel)
if (!ownConsole) {
  if (OBSERVING) followPresenter(openChannel)
  else followObservers(openChannel)
}
if (!ownConsole) {
  heedAsks()
  takeBack()
  keepQuiet()
}

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        colorSchemeManager={colourScheme}
        defaultColorScheme="auto"
      >
        {/* One at a time: the focused button's goes when the pointer rests on another. */}
        <Tooltip.Group openDelay={TOOLTIP_DELAY_MS} closeDelay={0}>
          {ownConsole ? <ConsoleWindow target={ownConsole} /> : <App />}
        </Tooltip.Group>
      </MantineProvider>
    </StrictMode>,
  )
}
