import { Skeleton } from '@mantine/core'
import { FailureAt } from '../failures/FailureCard.tsx'
import { type Container, keyOf } from '../model.ts'
import { CodeBlock } from '../parts/CodeBlock.tsx'
import { CONFIG, useRead } from './use-read.ts'

/** config.json as runc has it, to read. */
export function SpecView({ container }: { container: Container }) {
  const place = `spec ${keyOf(container)}`
  const read = useRead(container, CONFIG, place)
  return (
    <>
      <FailureAt place={place} />
      {read === null ? (
        <Skeleton height={80} />
      ) : (
        <CodeBlock label="config.json" text={read.config} />
      )}
    </>
  )
}
