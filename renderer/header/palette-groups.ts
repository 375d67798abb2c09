import type { MessageDescriptor } from '@lingui/core'
import { msg, t } from '@lingui/core/macro'
import type { SpotlightActionData } from '@mantine/spotlight'
import type { HostId } from '../../shared/hosts.ts'
import type { Template } from '../../shared/model.ts'
import type { Circumstances } from '../actions/availability.ts'
import { actOnGroup, type GroupAction, whyNotGroup } from '../actions/groups.ts'
import { goToGroup } from '../actions/navigate.ts'
import { startTemplate } from '../actions/templates.ts'
import { type GroupRef, groupInWords, groupKey, groupOf, membersOf } from '../groups/group.ts'
import { keysInWords } from '../keys/bindings.ts'
import { found } from '../language/found.ts'
import type { Container } from '../model.ts'
import { templateName } from '../templates/names.ts'

type Entry = SpotlightActionData

/** What is lost for good is asked for where it is seen, not here. */
const OFFERED: ReadonlyArray<readonly [GroupAction, (name: string) => MessageDescriptor]> = [
  ['start', (name) => msg`Start group ${name}`],
  ['stop', (name) => msg`Stop group ${name}`],
]

/** For each group: go to it, and what its members' states allow. */
export function groupEntries(
  containers: readonly Container[],
  aroundOf: (host: HostId) => Circumstances,
): Entry[] {
  const groups = new Map<string, GroupRef>()
  for (const one of containers) {
    const group = groupOf(one)
    if (group) groups.set(groupKey(group), group)
  }
  return [...groups].flatMap(([key, group]): Entry[] => {
    const members = membersOf(containers, key)
    const allowed = OFFERED.filter(
      ([action]) => whyNotGroup(action, members, aroundOf(group.host)) === null,
    )
    return [
      {
        id: `go ${key}`,
        ...found(msg`Go to group ${{ name: group.group }}`),
        description: groupInWords(members),
        onClick: () => goToGroup(group),
      },
      ...allowed.map(([action, label]) => ({
        id: `${action} ${key}`,
        ...found(label(group.group)),
        onClick: () => void actOnGroup(action, group),
      })),
    ]
  })
}

function withKeys(word: string, digit: number | null): string {
  const keys = digit === null ? undefined : keysInWords(`template.${digit}`)
  return keys ? `${word} · ${keys}` : word
}

/** Each template that is offered starts by its name. */
export const templateEntries = (host: HostId, templates: readonly Template[]): Entry[] =>
  templates
    .filter(({ hidden }) => !hidden)
    .map((template) => {
      const words = found(msg`Start ${{ name: templateName(template) }}`, msg`template new`)
      return {
        id: `template ${template.id}`,
        ...words,
        keywords: [...words.keywords, template.name],
        description: withKeys(t`template`, template.key),
        onClick: () => void startTemplate(host, template),
      }
    })
