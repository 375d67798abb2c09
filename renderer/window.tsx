import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { MantineProvider, Tooltip } from '@mantine/core'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { colourScheme } from './appearance/apply-look.ts'
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

window.runcible?.speak(i18n.locale)
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
      <I18nProvider i18n={i18n}>
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
      </I18nProvider>
    </StrictMode>,
  )
}
