import { t } from '@lingui/core/macro'
import { DeviationCount } from '../parts/Deviations.tsx'
import { Section } from '../parts/Section.tsx'
import classes from './CreateDialog.module.css'
import { SecurityConfined } from './SecurityConfined.tsx'
import { SecurityRights } from './SecurityRights.tsx'
import type { SecurityFields } from './security-fields.ts'
import { useSecurity } from './use-security.ts'
import type { PartProps } from './What.tsx'

/** How it is confined: as Podman does it, where nothing is touched; what is less safe than that is marked where it is set. */
export function SecuritySection({ state, errorOf }: PartProps) {
  const { host, form, set, request } = state
  const deviations = useSecurity(host, request)?.deviations ?? []
  const change = (part: Partial<SecurityFields>) => set({ security: { ...form.security, ...part } })
  const shared = { host, form, fields: form.security, change, errorOf, deviations }
  const aside = <DeviationCount list={deviations} />
  if (form.source === 'checkpoint') {
    return (
      <Section title={t`Security`} aside={aside}>
        <p className={classes.note}>{t`A restored container is confined as it was.`}</p>
      </Section>
    )
  }
  return (
    <Section title={t`Security`} aside={aside} forced={errorOf('security') !== undefined}>
      <div className={classes.columns}>
        <SecurityRights {...shared} />
        <SecurityConfined {...shared} />
      </div>
    </Section>
  )
}
