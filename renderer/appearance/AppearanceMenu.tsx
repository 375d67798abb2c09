import { Button, Popover, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { IconCircleHalf2, IconMinus, IconPlus, IconPresentation } from '@tabler/icons-react'
import { LANGUAGES, speak, useLanguage } from '../language/language.ts'
import { FieldGroup } from '../parts/FieldGroup.tsx'
import { IconButton } from '../parts/IconButton.tsx'
import { togglePresenting } from '../presenter/toggle.ts'
import { useAppearance, ZOOM } from '../store/appearance.ts'
import { APPEARANCE, PRESENTER, percent } from '../words/appearance.ts'
import classes from './AppearanceMenu.module.css'

/** How the window looks: colours, contrast, motion, size. */
export function AppearanceMenu() {
  return (
    <Popover width={280} position="bottom-end" trapFocus>
      <Popover.Target>
        <IconButton label={APPEARANCE.title} size={28}>
          <IconCircleHalf2 size={16} />
        </IconButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={APPEARANCE.title}>
        <Choices />
      </Popover.Dropdown>
    </Popover>
  )
}

function Choices() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { contrast, motion, change } = useAppearance()
  const { colours, contrast: contrasts, motion: motions, language } = APPEARANCE
  return (
    <div className={classes.choices}>
      <Choice
        label={colours.label}
        of={{ auto: colours.auto, light: colours.light, dark: colours.dark }}
        value={colorScheme}
        onChange={setColorScheme}
      />
      <Choice
        label={contrasts.label}
        of={{ system: contrasts.system, more: contrasts.more }}
        value={contrast}
        onChange={(contrast) => change({ contrast })}
      />
      <Choice
        label={motions.label}
        of={{ system: motions.system, reduced: motions.reduced }}
        value={motion}
        onChange={(motion) => change({ motion })}
      />
      <Zoom />
      <Choice
        label={language.label}
        of={{ system: language.system, ...LANGUAGES }}
        value={useLanguage((state) => state.chosen)}
        onChange={speak}
      />
      <Button
        variant="default"
        leftSection={<IconPresentation size={14} aria-hidden="true" />}
        title={PRESENTER.enterHelp}
        aria-keyshortcuts={PRESENTER.shortcut}
        rightSection={<span className={classes.keys}>{PRESENTER.keys}</span>}
        onClick={togglePresenting}
      >
        {PRESENTER.enter}
      </Button>
    </div>
  )
}

interface ChoiceProps<Value extends string> {
  label: string
  /** what each is called */
  of: Readonly<Record<Value, string>>
  value: Value
  onChange(value: Value): void
}

function Choice<Value extends string>({ label, of, value, onChange }: ChoiceProps<Value>) {
  const data = (Object.keys(of) as Value[]).map((one) => ({ value: one, label: of[one] }))
  return (
    <FieldGroup label={label}>
      <SegmentedControl
        fullWidth
        aria-label={label}
        data={data}
        value={value}
        onChange={(chosen) => onChange(chosen as Value)}
      />
    </FieldGroup>
  )
}

function Zoom() {
  const { zoom, zoomBy } = useAppearance()
  const words = APPEARANCE.zoom
  return (
    <FieldGroup label={words.label}>
      <div className={classes.zoom}>
        <IconButton
          label={words.smaller}
          why={zoom <= ZOOM.least ? words.least : null}
          onClick={() => zoomBy(-1)}
        >
          <IconMinus size={14} />
        </IconButton>
        <Button
          className={classes.percent}
          variant="default"
          aria-label={`${words.usual}, ${percent(zoom)}`}
          onClick={() => zoomBy(0)}
        >
          <output>{percent(zoom)}</output>
        </Button>
        <IconButton
          label={words.larger}
          why={zoom >= ZOOM.most ? words.most : null}
          onClick={() => zoomBy(1)}
        >
          <IconPlus size={14} />
        </IconButton>
        <span className={classes.keys}>{words.keys}</span>
      </div>
    </FieldGroup>
  )
}
