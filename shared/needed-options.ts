import type { CheckpointForecast, CheckpointOptions } from './model.ts'

/** The options without which a checkpoint fails, by what it would meet; what it would leave behind is left to choice. */
export const neededOptions = ({ findings }: CheckpointForecast): Partial<CheckpointOptions> =>
  Object.fromEntries(
    findings.flatMap(({ kind, option }) => (kind === 'option' && option ? [[option, true]] : [])),
  )
