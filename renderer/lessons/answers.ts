import { SIGNALS } from '../../shared/model.ts'
import { isCalled } from './checks.ts'
import type { Facts } from './facts.ts'
import type { Check, Fact } from './lesson-schema.ts'

/** unknown: the engine cannot tell now, since nothing runs, or has not ended. */
export type Verdict = 'right' | 'wrong' | 'unknown'

/** Judges what somebody answered, by the lesson's own answer or by what the engine says. */
export function judgeAnswer(check: Check, given: string, facts: Facts): Verdict {
  const said = plain(given)
  if (check.answer !== undefined) return said === plain(check.answer) ? 'right' : 'wrong'
  if (!check.fact) return 'unknown'
  const right = rightAnswers(check.fact, facts)
  if (right.length === 0) return 'unknown'
  return right.some((one) => plain(one) === said) ? 'right' : 'wrong'
}

/** Without what does not matter: capitals, and spaces around it. */
const plain = (text: string) => text.trim().toLowerCase()

/** Every way to say it; of several processes of one name any will do. */
function rightAnswers(fact: Fact, facts: Facts): string[] {
  const { container, processes } = facts
  const exit = container?.state === 'stopped' ? container.exit : null
  switch (fact.kind) {
    case 'exit code':
      return told(exit?.code)
    case 'exit signal':
      return exit?.signal ? signalInWords(exit.signal) : []
    case 'host pid':
      return told(container?.pid)
    case 'processes':
      return told(processes?.length)
    case 'hostname':
      return told(container?.hostname)
    case 'memory limit':
      return mebibytes(container?.limits.memory)
    case 'host pid of':
      return (processes ?? []).filter((one) => isCalled(one, fact.name)).map((p) => `${p.pid}`)
    case 'inside pid of':
      return (processes ?? []).filter((one) => isCalled(one, fact.name)).map((p) => `${p.inside}`)
    case 'namespace':
      return told(facts.namespaces?.find(({ type }) => type === fact.type)?.inode)
  }
}

const told = (value: string | number | null | undefined) =>
  value === null || value === undefined ? [] : [String(value)]

/** 9, SIGKILL, KILL. */
function signalInWords(number: number): string[] {
  const name = SIGNALS.find(([, n]) => n === number)?.[0]
  return [String(number), ...(name ? [name, name.replace(/^SIG/, '')] : [])]
}

function mebibytes(bytes: number | undefined): string[] {
  if (bytes === undefined) return []
  const amount = String(bytes / 2 ** 20)
  return [amount, `${amount} MiB`, `${amount}MiB`]
}
