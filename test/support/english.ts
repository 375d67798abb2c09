import { i18n } from '@lingui/core'

// The window does so before it loads anything that holds texts.
i18n.loadAndActivate({ locale: 'en', messages: {} })
