import { t } from '@lingui/core/macro'
import {
  ActionIcon,
  Autocomplete,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Menu,
  Modal,
  NumberInput,
  Popover,
  SegmentedControl,
  Select,
  Switch,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core'
import { takeKeyboard } from './take-keyboard.ts'

export const MONOSPACE = "'JetBrains Mono', ui-monospace, 'DejaVu Sans Mono', monospace"

/** Under 150 ms, and only where something moved. */
const QUICK = { transition: 'fade', duration: 100 } as const

/** One that fades in has no keyboard yet, one that fades out has it still: a key meant for what follows would be lost. */
const AT_ONCE = { duration: 0 } as const

/** So long the pointer rests on something before it is explained. */
export const TOOLTIP_DELAY_MS = 250

/** What lies over the window is told from it by its border: there are no shadows. */
const RAISED = { background: 'var(--surface-raised)', borderColor: 'var(--line-strong)' }

/** The keyboard is in the field itself: given back to it when the list closes, it would be taken from the field after it. */
const COMBOBOX = { transitionProps: QUICK, returnFocus: false } as const

const small = { size: 'xs' } as const

/** Mantine in our sizes: 13 px, a 4 px grid, radius 6, one accent, borders instead of shadows. */
export const theme = createTheme({
  fontFamily:
    "system-ui, -apple-system, 'Segoe UI', Roboto, Cantarell, 'Noto Sans', 'DejaVu Sans', sans-serif",
  fontFamilyMonospace: MONOSPACE,
  fontSizes: { xs: '13px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.4', sm: '1.4', md: '1.45', lg: '1.5', xl: '1.5' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '3px', sm: '6px', md: '6px', lg: '6px', xl: '6px' },
  defaultRadius: 'sm',
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 6 },
  autoContrast: true,
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  shadows: { xs: 'none', sm: 'none', md: 'none', lg: 'none', xl: 'none' },
  colors: {
    accent: [
      '#eaf2fe',
      '#d3e4fd',
      '#a9c9fa',
      '#7db0f8',
      '#5b9df6',
      '#3a86ee',
      '#0b5cd0',
      '#0a53bb',
      '#08479f',
      '#063a84',
    ],
    dark: [
      '#e6eaf0',
      '#c6cdd7',
      '#9aa4b1',
      '#76818e',
      '#323a45',
      '#262d37',
      '#1b2129',
      '#12161c',
      '#0e1116',
      '#090c10',
    ],
  },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 26 } }),
    Button: Button.extend({
      defaultProps: small,
      styles: { root: { paddingInline: 10, fontWeight: 500 } },
    }),
    TextInput: TextInput.extend({ defaultProps: small }),
    Textarea: Textarea.extend({ defaultProps: small }),
    NumberInput: NumberInput.extend({ defaultProps: { size: 'xs', hideControls: true } }),
    Autocomplete: Autocomplete.extend({ defaultProps: { size: 'xs', comboboxProps: COMBOBOX } }),
    Select: Select.extend({
      defaultProps: { size: 'xs', allowDeselect: false, comboboxProps: COMBOBOX },
    }),
    SegmentedControl: SegmentedControl.extend({
      defaultProps: { size: 'xs', transitionDuration: 100 },
    }),
    Switch: Switch.extend({ defaultProps: small }),
    Menu: Menu.extend({
      // Mantine's placeholder for the focus is no child that a menu may have; the first entry takes it.
      defaultProps: {
        transitionProps: AT_ONCE,
        position: 'bottom-start',
        // Never higher than there is room: it scrolls.
        middlewares: { flip: true, shift: true, size: true },
        withInitialFocusPlaceholder: false,
      },
      styles: { dropdown: RAISED },
    }),
    Popover: Popover.extend({
      defaultProps: { transitionProps: AT_ONCE, returnFocus: true },
      styles: { dropdown: RAISED },
    }),
    PopoverDropdown: { defaultProps: { ref: takeKeyboard } },
    MenuDropdown: { defaultProps: { ref: takeKeyboard } },
    Modal: Modal.extend({
      defaultProps: {
        transitionProps: QUICK,
        centered: false,
        yOffset: 'calc(6 * var(--vh))',
        closeButtonProps: { 'aria-label': t`Close` },
      },
      styles: {
        content: {
          border: '1px solid var(--line-strong)',
          background: 'var(--surface)',
          // What has the keyboard must not lie behind the buttons, which stay in sight.
          scrollPaddingBottom: 64,
        },
        title: { fontSize: 15, fontWeight: 650 },
      },
    }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        transitionProps: QUICK,
        position: 'bottom',
        multiline: true,
        maw: 340,
        events: { hover: true, focus: true, touch: true },
      },
    }),
  },
})

/** Mantine's own variables on our tokens, so that both schemes have one source of colour. */
const onTokens = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-dim)',
  '--mantine-color-disabled-color': 'var(--text-faint)',
  '--mantine-color-placeholder': 'var(--text-faint)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-error': 'var(--state-failed)',
  '--mantine-color-anchor': 'var(--accent-text)',
}

/** In each scheme's own block: there Mantine sets its colours, and would win over ours otherwise. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: onTokens,
  dark: onTokens,
})
