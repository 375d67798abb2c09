import { t } from '@lingui/core/macro'
import { NamingInputs } from '../parts/NamingInputs.tsx'
import { Section } from '../parts/Section.tsx'
import type { PartProps } from './What.tsx'

/** How it is called, found and kept going. */
export function NamingPart({ state: { host, form, set, id }, errorOf }: Omit<PartProps, 'probe'>) {
  return (
    <Section title={t`Name, group & labels`} forced={errorOf('naming') !== undefined}>
      <NamingInputs
        host={host}
        id={id}
        value={form.naming}
        onChange={(naming) => set({ naming })}
        errorOf={(field) => errorOf(`naming.${field}`)}
      />
    </Section>
  )
}
