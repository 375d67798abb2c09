import { t } from '@lingui/core/macro'
import { Button, NativeSelect, Slider, Switch } from '@mantine/core'
import {
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
} from '@tabler/icons-react'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { IconButton } from '../parts/IconButton.tsx'
import { saveFile } from '../parts/save-file.ts'
import { type Cast, formatCast } from './cast.ts'
import classes from './PlaybackDialog.module.css'
import { Timeline } from './timeline.ts'
import { usePlayer } from './use-player.ts'
import { SPEEDS, usePlaying } from './use-playing.ts'

/** Pauses are cut to this where they are to be, seconds. */
const IDLE_S = 2
const SKIP_S = 5

/** Plays a recording: any speed, any time of it; what it holds can be saved as an asciicast. */
export function PlaybackDialog({ cast, onClose }: { cast: Cast; onClose(): void }) {
  const { title } = cast
  const [cutPauses, setCutPauses] = useState(true)
  const timeline = useMemo(
    () => new Timeline(cast, cutPauses ? IDLE_S : Number.POSITIVE_INFINITY),
    [cast, cutPauses],
  )
  const { at, seek, playing, toggle, speed, setSpeed } = usePlaying(timeline.duration)
  const host = useRef<HTMLDivElement>(null)
  usePlayer(host, cast, timeline, at)

  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.target as HTMLElement).closest('button, input, select, [role=slider]')) return
    if (event.key === ' ') toggle()
    else if (event.key === 'ArrowRight') seek(at + SKIP_S)
    else if (event.key === 'ArrowLeft') seek(at - SKIP_S)
    else return
    event.preventDefault()
  }

  return (
    <DialogFrame
      onClose={onClose}
      size="90%"
      title={title ? t`Recording: ${title}` : t`Recording: a console`}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys beside the buttons that do the same */}
      <div className={classes.player} onKeyDown={onKeyDown}>
        <div className={classes.screen}>
          <div ref={host} className={`${classes.host} unzoomed`} />
        </div>
        <div className={classes.line}>
          <Slider
            className={classes.slider}
            thumbLabel={t`Time`}
            min={0}
            max={Math.max(timeline.duration, 0.001)}
            step={timeline.duration / 1000 || 0.001}
            value={at}
            onChange={seek}
            label={clock}
            marks={timeline.stops.map((stop) => ({ value: stop.at }))}
          />
          <span className={classes.time}>
            {clock(at)} / {clock(timeline.duration)}
          </span>
        </div>
        <div className={classes.controls}>
          <IconButton
            label={t`Back to what came before`}
            onClick={() => seek(timeline.step(at, -1))}
          >
            <IconPlayerSkipBack size={16} />
          </IconButton>
          <Button
            leftSection={playing ? <IconPlayerPause size={14} /> : <IconPlayerPlay size={14} />}
            onClick={toggle}
            data-autofocus
          >
            {playing
              ? t({ message: 'Pause', context: 'a recording' })
              : t({ message: 'Play', context: 'a recording' })}
          </Button>
          <IconButton label={t`On to what comes next`} onClick={() => seek(timeline.step(at, 1))}>
            <IconPlayerSkipForward size={16} />
          </IconButton>
          <NativeSelect
            aria-label={t`Speed`}
            value={String(speed)}
            onChange={(event) => setSpeed(Number(event.currentTarget.value))}
            data={SPEEDS.map((one) => ({ value: String(one), label: `${one} ×` }))}
          />
          <Switch
            label={t`Cut pauses to ${{ seconds: IDLE_S }} s`}
            checked={cutPauses}
            onChange={(event) => setCutPauses(event.currentTarget.checked)}
          />
          <Button
            className={classes.save}
            variant="default"
            onClick={() => saveFile(`${fileName(cast)}.cast`, formatCast(cast))}
          >
            {t`Save as asciicast…`}
          </Button>
        </div>
      </div>
    </DialogFrame>
  )
}

const fileName = ({ title }: Cast) => title.replace(/[^\w.-]+/g, '-').slice(0, 60) || 'console'

/** 1:02:03.4 */
function clock(seconds: number): string {
  const tenths = Math.round(seconds * 10)
  const whole = Math.floor(tenths / 10)
  const two = (n: number) => String(n).padStart(2, '0')
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  const rest = `${two(whole % 60)}.${tenths % 10}`
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`
}
