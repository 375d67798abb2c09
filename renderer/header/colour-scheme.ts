import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'

export const SCHEMES = ['auto', 'light', 'dark'] as const satisfies readonly MantineColorScheme[]

/** Mantine's hand on the colours; it has one in its provider alone. */
const hand: { set(scheme: MantineColorScheme): void; now: MantineColorScheme } = {
  set: () => {},
  now: 'auto',
}

export const setColours = (scheme: MantineColorScheme) => hand.set(scheme)

/** As the system has them, then light, then dark. */
export function nextColours(): void {
  hand.set(SCHEMES[(SCHEMES.indexOf(hand.now) + 1) % SCHEMES.length] ?? 'auto')
}

/** Gives commands the hand on the colours. */
export function useColourCommands(): void {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  useEffect(() => {
    hand.set = setColorScheme
    hand.now = colorScheme
  }, [colorScheme, setColorScheme])
}
