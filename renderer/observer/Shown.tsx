import { plural } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { QRCodeSVG } from 'qrcode.react'
import type { OpenDoor } from '../../shared/observers/contract.ts'
import { closeDoor, OBSERVERS_PLACE, renewLink, revokeLink } from '../actions/observers.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { ActionButton } from '../parts/ActionButton.tsx'
import { CopyIcon } from '../parts/CopyIcon.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { useNow } from '../parts/use-now.ts'
import { OBSERVERS_WORDS as WORDS } from '../words/observers.ts'
import { ago } from '../words/time.ts'
import classes from './ShowDialog.module.css'

/** Readable from the last row of a room, px. */
const CODE_SIZE = 440
/** Of the code's own modules, as its standard asks for. */
const CODE_MARGIN = 4

/** The door while it is on: the link, by what its certificate is known, and who watches. */
export function Shown({ open }: { open: OpenDoor }) {
  const { link, fingerprint, watchers } = open
  return (
    <>
      <div className={classes.shown}>
        {link === null ? (
          <p role="status" className={classes.revoked}>
            {WORDS.revoked}
          </p>
        ) : (
          <QRCodeSVG
            className={classes.code}
            value={link}
            size={CODE_SIZE}
            marginSize={CODE_MARGIN}
            title={WORDS.code}
            role="img"
          />
        )}
        <div className={classes.facts}>
          {link !== null && (
            <Fact name={WORDS.link} copy={WORDS.copyLink} value={link} className={classes.link} />
          )}
          <Fact name={WORDS.fingerprint} copy={WORDS.copyFingerprint} value={fingerprint} />
          <p className={classes.what}>
            {WORDS.trust} {WORDS.untilOff}
          </p>
          <Watchers watchers={watchers} />
        </div>
      </div>
      <FailureAt place={OBSERVERS_PLACE} />
      <DialogFoot>
        <ActionButton
          why={link === null ? WORDS.revoked : null}
          tip={WORDS.revokeTip}
          onPress={() => void revokeLink()}
        >
          {WORDS.revoke}
        </ActionButton>
        <ActionButton why={null} tip={WORDS.renewTip} onPress={() => void renewLink()}>
          {WORDS.renew}
        </ActionButton>
        <ActionButton variant="filled" why={null} onPress={() => void closeDoor()}>
          {WORDS.close}
        </ActionButton>
      </DialogFoot>
    </>
  )
}

interface FactProps {
  name: string
  copy: string
  value: string
  className?: string | undefined
}

function Fact({ name, copy, value, className }: FactProps) {
  return (
    <section aria-label={name}>
      <h3 className={classes.name}>
        {name} <CopyIcon value={value} label={copy} />
      </h3>
      <code className={className}>{value}</code>
    </section>
  )
}

function Watchers({ watchers }: Pick<OpenDoor, 'watchers'>) {
  const now = useNow()
  const { length: watching } = watchers
  return (
    <section aria-label={WORDS.watchers}>
      <h3 className={classes.name}>
        {WORDS.watchers}: {plural(watching, { one: '# observer', other: '# observers' })}
      </h3>
      {watching === 0 ? (
        <p className={classes.what}>{WORDS.nobody}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard has to reach that
        <ul className={classes.watchers} tabIndex={0} aria-label={WORDS.watchers}>
          {watchers.map(({ id, address, since }) => (
            <Watcher key={id} address={address} time={ago(new Date(since).toISOString(), now)} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Watcher({ address, time }: { address: string; time: string }) {
  return (
    <li>
      <Trans>
        <code>{address}</code> for {time}
      </Trans>
    </li>
  )
}
