import { Button, NumberInput, SegmentedControl, Select, Switch } from '@mantine/core'
import { keysInWords } from '../../keys/bindings.ts'
import { DialogFoot } from '../../parts/DialogFoot.tsx'
import { DialogFrame } from '../../parts/DialogFrame.tsx'
import { FieldGroup } from '../../parts/FieldGroup.tsx'
import {
  type ClipboardPolicy,
  type ConsoleTheme,
  FONT_SIZES_PX,
  FONTS,
  useConsoleSettings,
} from '../../store/console-settings.ts'
import { useLayout } from '../../store/layout.ts'
import classes from './ConsoleSettingsDialog.module.css'

const THEMES: readonly { value: ConsoleTheme; label: string }[] = [
  { value: 'window', label: 'as the window' },
  { value: 'dark', label: 'dark' },
  { value: 'light', label: 'light' },
  { value: 'contrast', label: 'high contrast' },
]

const CLIPBOARD: readonly { value: ClipboardPolicy; label: string }[] = [
  { value: 'ask', label: 'ask' },
  { value: 'allow', label: 'allow' },
  { value: 'refuse', label: 'refuse' },
]

/** How consoles look, and what a program in one may do beyond its screen: in force at once. */
export function ConsoleSettingsDialog({ onClose }: { onClose(): void }) {
  const { change, ...settings } = useConsoleSettings()
  const { screenReader, toggleScreenReader } = useLayout()
  return (
    <DialogFrame onClose={onClose} size={480} title="Consoles">
      <div className={classes.fields}>
        <div className={classes.row}>
          <Select
            label="Font"
            data={FONTS.map(({ label }) => label)}
            value={settings.font}
            allowDeselect={false}
            onChange={(font) => font && change({ font })}
          />
          <NumberInput
            label="Size, px"
            w={96}
            min={FONT_SIZES_PX.least}
            max={FONT_SIZES_PX.most}
            clampBehavior="strict"
            value={settings.fontSize}
            onChange={(size) => typeof size === 'number' && size > 0 && change({ fontSize: size })}
          />
        </div>
        <Choice
          label="Colours"
          data={THEMES}
          value={settings.theme}
          onChange={(theme) => change({ theme })}
        />
        <Choice
          label="A program that wants to put text on the clipboard (OSC 52)"
          data={CLIPBOARD}
          value={settings.clipboard}
          onChange={(clipboard) => change({ clipboard })}
        />
        <Switch
          label="Show the title that a program gives itself"
          checked={settings.titles}
          onChange={(event) => change({ titles: event.currentTarget.checked })}
        />
        <Switch
          label="Ask before several lines are pasted where they would be run"
          checked={settings.pasteWarning}
          onChange={(event) => change({ pasteWarning: event.currentTarget.checked })}
        />
        <Switch
          label="For screen readers: a copy of the screen that they can read"
          checked={screenReader}
          onChange={toggleScreenReader}
        />
        <p className={classes.note}>
          No program may read the clipboard. {keysInWords('console.larger')} and{' '}
          {keysInWords('console.smaller')} change the size, {keysInWords('console.size')} brings it
          back.
        </p>
      </div>
      <DialogFoot>
        <Button onClick={onClose}>Done</Button>
      </DialogFoot>
    </DialogFrame>
  )
}

function Choice<T extends string>(props: {
  label: string
  data: readonly { value: T; label: string }[]
  value: T
  onChange(value: T): void
}) {
  return (
    <FieldGroup label={props.label}>
      <SegmentedControl
        aria-label={props.label}
        data={[...props.data]}
        value={props.value}
        onChange={(value) => props.onChange(value as T)}
      />
    </FieldGroup>
  )
}
