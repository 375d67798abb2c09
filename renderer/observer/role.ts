import { t } from '@lingui/core/macro'
import type { Why } from '../actions/availability.ts'

/** This page came by an observer's link: whoever serves it has marked it, and refuses on the wire what it may not do. */
export const OBSERVING =
  typeof document !== 'undefined' && document.documentElement.dataset.observer !== undefined

/** Why an observer cannot press what changes something. */
export const WATCHING = t`you are watching: an observer sees everything and changes nothing`

/** An observer's reason goes before every other. */
export const unlessWatching = (why: Why): Why => (OBSERVING ? WATCHING : why)

// A page that is there already is not loaded anew by a link that differs after the # alone.
if (OBSERVING) window.addEventListener('hashchange', () => window.location.reload())
