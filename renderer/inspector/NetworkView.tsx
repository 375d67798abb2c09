import { t } from '@lingui/core/macro'
import { Anchor, Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { OutboundNetwork, PortForward, WayOut } from '../../shared/model.ts'
import { hostPortOf } from '../../shared/model.ts'
import { mendNetwork, networkPlace } from '../actions/network.ts'
import { FailureAt, FailureCard } from '../failures/FailureCard.tsx'
import type { Container } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { CopyIcon } from '../parts/CopyIcon.tsx'
import { Facts } from '../parts/Facts.tsx'
import { PortsInputs } from '../parts/PortsInputs.tsx'
import { fromPorts, toPorts } from '../parts/ports-fields.ts'
import { useFieldErrors } from '../parts/use-field-errors.ts'
import { useRunningAt } from '../store/running.ts'
import { networkInWords, portInWords } from '../words/network.ts'
import classes from './NetworkView.module.css'

/** What leads out of a container and into it. */
export function NetworkView({ container }: { container: Container }) {
  const { network, wayOut } = container
  return (
    <div className={classes.view}>
      <Facts
        facts={[
          [t`network`, networkInWords(network)],
          ...(network.kind === 'outbound' && wayOut ? factsOf(container, network, wayOut) : []),
        ]}
      />
      {network.kind === 'outbound' && <Ports container={container} network={network} />}
    </div>
  )
}

type Fact = readonly [name: string, value: ReactNode]

function factsOf({ pid }: Container, network: OutboundNetwork, wayOut: WayOut): Fact[] {
  const { tool, address, gateway, dns } = wayOut
  const state = wayOut.pid
    ? `${tool}, pid ${wayOut.pid}`
    : pid
      ? t`gone`
      : t`${tool}, while it lives`
  return [
    [t`way out`, state],
    [t`address`, address],
    [t`this machine`, network.hostLoopback ? t`${gateway}, its loopback, too` : gateway],
    [t`names from`, network.dns.length > 0 ? network.dns.join(', ') : t`${dns} (this machine’s)`],
    ...network.ports.map(
      (port): Fact => [
        t`port ${{ port: port.hostPort }}`,
        <Port key={hostPortOf(port)} port={port} />,
      ],
    ),
  ]
}

/** Where a browser finds it; 0.0.0.0 is no address to go to. */
const urlOf = ({ hostAddress, hostPort }: PortForward) =>
  `http://${hostAddress === '0.0.0.0' ? '127.0.0.1' : hostAddress}:${hostPort}`

function Port({ port }: { port: PortForward }) {
  const words = portInWords(port)
  if (port.protocol === 'udp') return words
  return (
    <span className={classes.port}>
      <Anchor href={urlOf(port)} target="_blank" rel="noreferrer" size="sm">
        {words}
      </Anchor>
      <CopyIcon
        value={urlOf(port)}
        label={t`Copy the address of port ${{ port: port.hostPort }}`}
      />
    </span>
  )
}

/** A way out that is gone, with what brings it back; ports can be forwarded otherwise while the container lives. */
function Ports({ container, network }: { container: Container; network: OutboundNetwork }) {
  const place = networkPlace(container)
  const [fields, setFields] = useState<ReturnType<typeof fromPorts> | null>(null)
  const { errorOf, atField } = useFieldErrors(place, ['network'])
  const mending = useRunningAt(place) !== undefined
  const why = container.pid === null ? t`what has ended has no network` : null
  const problem = container.pid === null ? null : container.wayOut?.problem
  const mend = async (ports?: PortForward[]) => {
    if (await mendNetwork(container, ports)) setFields(null)
  }
  return (
    <>
      {problem && (
        <FailureCard
          failure={{ what: t`It has no way out`, error: problem, host: container.host }}
        />
      )}
      {fields && (
        <PortsInputs
          value={fields}
          onChange={setFields}
          errorOf={(index) => errorOf(`network.ports.${index}`)}
        />
      )}
      {!(atField && fields) && <FailureAt place={place} />}
      <div className={classes.buttons}>
        {problem && !fields && (
          <ActionButton why={why} loading={mending} variant="filled" onPress={() => void mend()}>
            {t`Restore the way out`}
          </ActionButton>
        )}
        {fields ? (
          <>
            <ActionButton
              why={why}
              tip={t`Connections that are open through the way out are lost.`}
              loading={mending}
              onPress={() => void mend(toPorts(fields))}
            >
              {t`Forward these`}
            </ActionButton>
            <Button variant="subtle" onClick={() => setFields(null)}>
              {t`Leave them`}
            </Button>
          </>
        ) : (
          <ActionButton why={why} onPress={() => setFields(fromPorts(network.ports))}>
            {t`Change ports`}
          </ActionButton>
        )}
      </div>
    </>
  )
}
