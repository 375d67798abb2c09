import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconCircleHalf2, IconMoon, IconSun } from '@tabler/icons-react'
import { IconButton } from '../parts/IconButton.tsx'

export const SCHEMES = ['auto', 'light', 'dark'] as const satisfies readonly MantineColorScheme[]
const LABELS = { auto: 'follows the system', light: 'light', dark: 'dark' } as const
const ICONS = { auto: IconCircleHalf2, light: IconSun, dark: IconMoon } as const

/** Colours: as the system has them, light, dark. */
export function SchemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const next = SCHEMES[(SCHEMES.indexOf(colorScheme) + 1) % SCHEMES.length] ?? 'auto'
  const Icon = ICONS[colorScheme]
  return (
    <IconButton
      label={`Colours: ${LABELS[colorScheme]}`}
      onClick={() => setColorScheme(next)}
      size={28}
    >
      <Icon size={16} />
    </IconButton>
  )
}
