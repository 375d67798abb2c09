import { t } from '@lingui/core/macro'
import type { InsideSocket } from '../../shared/model.ts'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { addressesInWords, holdersInWords, socketInWords } from '../words/inside.ts'
import classes from './Inside.module.css'

/** Sockets, and who has each open. */
export function SocketRows({ sockets, none }: { sockets: readonly InsideSocket[]; none: string }) {
  return (
    <VirtualRows label={t`Sockets`} rows={sockets} none={none}>
      {(socket) => {
        const addresses = addressesInWords(socket)
        return (
          <span className={`${classes.row} ${classes.socket}`}>
            <span>{socketInWords(socket)}</span>
            <code title={addresses}>{addresses}</code>
            <span>{socket.state}</span>
            <span className={classes.dim} title={holdersInWords(socket)}>
              {holdersInWords(socket)}
            </span>
          </span>
        )
      }}
    </VirtualRows>
  )
}
