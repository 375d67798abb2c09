import { Skeleton } from '@mantine/core'
import { FailureAt } from '../failures/FailureCard.tsx'
import { type Container, keyOf } from '../model.ts'
import { CodeBlock } from '../parts/CodeBlock.tsx'
import { useConfig } from './use-config.ts'

/** config.json as runc has it, to read. */
export function SpecView({ container }: { container: Container }) {
  const place = `spec ${keyOf(container)}`
  const config = useConfig(container, place)
  return (
    <>
      <FailureAt place={place} />
      {config === null ? <Skeleton height={80} /> : <CodeBlock label="config.json" text={config} />}
    </>
  )
}
