import { t } from '@lingui/core/macro'
import type { Image } from '../../shared/model.ts'
import { Facts } from '../parts/Facts.tsx'
import { formatArgs } from '../words/command-line.ts'
import { bytes } from '../words/sizes.ts'
import { dateAndTime } from '../words/time.ts'
import classes from './ImagesDialog.module.css'

/** What an image says of itself, and what it is made of. */
export function ImageDetails({ image }: { image: Image }) {
  const { config } = image
  const facts = [
    [t`id`, image.id],
    [t({ context: 'image', message: 'made' }), image.created ? dateAndTime(image.created) : ''],
    [t`brought in`, dateAndTime(image.importedAt)],
    [t`entry point`, formatArgs(config.entrypoint)],
    [t`command`, formatArgs(config.cmd)],
    [t`environment`, config.env.join('\n')],
    [t`user`, config.user],
    [t`folder`, config.workingDir],
    [t`stop signal`, config.stopSignal],
    [t`ports`, config.exposedPorts.join(', ')],
    [t`volumes`, config.volumes.join(', ')],
  ] as const
  return (
    <div className={classes.details}>
      <Facts facts={facts.filter(([, value]) => value !== '')} />
      <Layers image={image} />
    </div>
  )
}

/** Each step of its making with the layer that came of it, lowest first. */
function Layers({ image: { layers, history } }: { image: Image }) {
  const steps = history.filter(({ emptyLayer }) => !emptyLayer)
  // The same layer may be there twice.
  const rows = layers.map((layer, at) => ({
    ...layer,
    key: `${at} ${layer.digest}`,
    step: steps[at],
  }))
  return (
    <ol className={classes.layers} aria-label={t`Layers`}>
      {rows.map(({ digest, size, key, step }) => (
        <li key={key}>
          <code>{digest.slice('sha256:'.length, 'sha256:'.length + 12)}</code>
          <span>{bytes(size)}</span>
          <span className={classes.step}>{step?.createdBy}</span>
        </li>
      ))}
    </ol>
  )
}
