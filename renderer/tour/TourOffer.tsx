import { Button } from '@mantine/core'
import { TOUR } from '../words/tour.ts'
import classes from './TourOffer.module.css'
import { useTour } from './tour-store.ts'

/** Offers the tour where there is nothing else yet. */
export function TourOffer() {
  const { offered, start, settle } = useTour()
  if (offered) return null
  return (
    <div className={classes.offer}>
      <p className={classes.words}>{TOUR.offer}</p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={start}>
          {TOUR.take}
        </Button>
        <Button variant="subtle" color="gray" onClick={settle}>
          {TOUR.decline}
        </Button>
      </div>
    </div>
  )
}
