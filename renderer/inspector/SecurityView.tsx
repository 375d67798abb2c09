import { t } from '@lingui/core/macro'
import { Skeleton } from '@mantine/core'
import { DEFAULT_CAPABILITIES, type Security } from '../../shared/model.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { type Container, keyOf } from '../model.ts'
import { Deviations } from '../parts/Deviations.tsx'
import { Facts } from '../parts/Facts.tsx'
import { SECURITY, useRead } from './use-read.ts'

/** How a container is confined, as its config.json says, and where that is less than by default. */
export function SecurityView({ container }: { container: Container }) {
  const place = `security ${keyOf(container)}`
  const security = useRead(container, SECURITY, place)
  return (
    <>
      <FailureAt place={place} />
      {security === null ? <Skeleton height={80} /> : <Confinement security={security} />}
    </>
  )
}

const SECCOMP_WORDS = {
  default: t`the default filter`,
  own: t`a filter of its own`,
  none: t`no filter`,
} as const

function Confinement({ security }: { security: Security }) {
  const { deviations, sysctls, oomScoreAdj, shared, rlimits } = security
  return (
    <>
      {deviations.length === 0 ? (
        <p>{t`Nothing is less safe than Podman’s defaults.`}</p>
      ) : (
        <Deviations list={deviations} />
      )}
      <Facts
        facts={[
          [t`capabilities`, capabilitiesInWords(security.capabilities)],
          [t({ message: 'system calls', context: 'fact' }), SECCOMP_WORDS[security.seccomp]],
          [t`no new privileges`, security.noNewPrivileges ? t`yes` : t`no`],
          [t`hidden`, listed(security.maskedPaths)],
          [t`read-only`, listed(security.readonlyPaths)],
          ['uids', mapped(security.uidMappings)],
          ['gids', mapped(security.gidMappings)],
          [t`shared`, listed(shared)],
          [
            'ulimits',
            listed(rlimits.map(({ type, soft, hard }) => limitInWords(type, soft, hard))),
          ],
          ['sysctl', listed(Object.entries(sysctls).map(([name, value]) => `${name}=${value}`))],
          ...(oomScoreAdj === null ? [] : [[t`OOM score`, oomScoreAdj] as const]),
        ]}
      />
    </>
  )
}

const listed = (names: readonly (string | number)[]) => names.join(', ') || t`none`

function capabilitiesInWords({ bounding, effective }: Security['capabilities']): string {
  const isDefault =
    bounding.length === DEFAULT_CAPABILITIES.length &&
    bounding.every((name) => DEFAULT_CAPABILITIES.includes(name))
  const all = isDefault ? t`the default eleven` : listed(bounding.map((name) => name.slice(4)))
  if (bounding.length === 0 || effective.length > 0) return all
  return t`none at first, at most ${all}`
}

const limitInWords = (type: string, soft: number | string, hard: number | string) =>
  `${type.replace('RLIMIT_', '').toLowerCase()} ${soft === hard ? hard : t`${soft}, at most ${hard}`}`

const mapped = (maps: Security['uidMappings']) =>
  maps.length === 0
    ? t`the machine’s`
    : maps
        .map(({ inside, outside, count }) =>
          count === 1
            ? t`${inside} is ${outside}`
            : t`${inside}–${{ last: inside + count - 1 }} are ${outside}…`,
        )
        .join(', ')
