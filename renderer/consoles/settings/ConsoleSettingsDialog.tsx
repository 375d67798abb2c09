import { t } from '@lingui/core/macro'
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
  { value: 'window', label: t`as the window` },
  { value: 'dark', label: t`dark` },
  { value: 'light', label: t`light` },
  { value: 'contrast', label: t`high contrast` },
]

const CLIPBOARD: readonly { value: ClipboardPolicy; label: string }[] = [
  { value: 'ask', label: t`ask` },
  { value: 'allow', label: t`allow` },
  { value: 'refuse', label: t`refuse` },
]

/** How consoles look, and what a program in one may do beyond its screen: in force at once. */
export function ConsoleSettingsDialog({ onClose }: { onClose(): void }) {
  const { change, ...settings } = useConsoleSettings()
  const { screenReader, toggleScreenReader } = useLayout()
  const larger = keysInWords('console.larger') ?? ''
  const smaller = keysInWords('console.smaller') ?? ''
  const usual = keysInWords('console.size') ?? ''
  return (
    <DialogFrame onClose={onClose} size={480} title={t`Consoles`}>
      <div className={classes.fields}>
        <div className={classes.row}>
          <Select
            label={t`Font`}
            data={FONTS.map(({ label, called }) => ({ value: label, label: called }))}
            value={settings.font}
            allowDeselect={false}
            onChange={(font) => font && change({ font })}
          />
          <NumberInput
            label={t`Size, px`}
            w={96}
            min={FONT_SIZES_PX.least}
            max={FONT_SIZES_PX.most}
            clampBehavior="strict"
            value={settings.fontSize}
            onChange={(size) => typeof size === 'number' && size > 0 && change({ fontSize: size })}
          />
        </div>
        <Choice
          label={t`Colours`}
          data={THEMES}
          value={settings.theme}
          onChange={(theme) => change({ theme })}
        />
        <Choice
          label={t`A program that wants to put text on the clipboard (OSC 52)`}
          data={CLIPBOARD}
          value={settings.clipboard}
          onChange={(clipboard) => change({ clipboard })}
        />
        <Switch
          label={t`Show the title that a program gives itself`}
          checked={settings.titles}
          onChange={(event) => change({ titles: event.currentTarget.checked })}
        />
        <Switch
          label={t`Ask before several lines are pasted where they would be run`}
          checked={settings.pasteWarning}
          onChange={(event) => change({ pasteWarning: event.currentTarget.checked })}
        />
        <Switch
          label={t`For screen readers: a copy of the screen that they can read`}
          checked={screenReader}
          onChange={toggleScreenReader}
        />
        <p className={classes.note}>
          {t`No program may read the clipboard. ${{ larger }} and ${{ smaller }} change the size, ${{ usual }} brings it back.`}
        </p>
      </div>
      <DialogFoot>
        <Button onClick={onClose}>{t`Done`}</Button>
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
