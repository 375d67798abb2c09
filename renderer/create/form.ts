import type { CreateInput, Image, RuntimeOptions, Source } from '../../shared/model.ts'
import type { Checkpoint } from '../model.ts'
import { fromFields, type LimitsFields, toFields } from '../parts/limits-fields.ts'
import { EMPTY_NAMING, type NamingFields, toNaming } from '../parts/naming-fields.ts'
import { EMPTY_PROCESS, type ProcessFields, toProcess } from '../parts/process-fields.ts'
import type { CreatePreset } from '../store/dialogs.ts'
import { DEFAULT_NAMESPACE } from '../store/machines.ts'
import { forkName, freeName, imageName } from '../words/names.ts'
import { MIB } from '../words/sizes.ts'
import { type MountsFields, NO_MOUNTS, toMounts } from './mount-fields.ts'
import { NEW_NETWORK, type NetworkChoice, type NetworkFields, toNetwork } from './network-fields.ts'
import { EMPTY_SECURITY, type SecurityFields, toSecurity } from './security-fields.ts'

export type SourceKind = Source['kind']

/** The create dialog as it is filled in: text as typed, null where the source decides. */
export interface CreateForm {
  /** null: suggested from the source */
  id: string | null
  namespace: string
  source: SourceKind
  bundle: string
  rootfs: string
  /** changes of a bundle's or a folder's files go to a layer over them */
  layer: boolean
  checkpoint: string | null
  /** id or name */
  image: string | null
  process: ProcessFields
  /** null: as the source has it */
  terminal: boolean | null
  hostname: string
  limits: LimitsFields
  network: NetworkChoice
  networkFields: NetworkFields
  readonlyRootfs: boolean
  /** mounts, devices, the image's volumes */
  mounting: MountsFields
  security: SecurityFields
  runtime: RuntimeFields
  naming: NamingFields
  /** what a suggested name begins with; null: as the source is called */
  base: string | null
}

/** Advanced: paths and numbers as typed. */
export interface RuntimeFields {
  binary: string
  root: string
  systemdCgroup: boolean
  noPivot: boolean
  noNewKeyring: boolean
  ioUid: string
  ioGid: string
  criu: string
  criuWorkPath: string
  parentCheckpoint: string | null
  /** MiB */
  logMax: string
}

/** An empty form, or one that begins with what was chosen before the dialog opened. */
export function newForm({
  source,
  namespace,
  id,
}: Omit<CreatePreset, 'host' | 'template'>): CreateForm {
  return {
    base: null,
    naming: EMPTY_NAMING,
    id: id ?? null,
    namespace: namespace ?? DEFAULT_NAMESPACE,
    source: source?.kind ?? 'starter',
    bundle: source?.kind === 'bundle' ? source.path : '',
    rootfs: source?.kind === 'rootfs' ? source.path : '',
    layer: (source && 'layer' in source && source.layer) ?? false,
    checkpoint: source?.kind === 'checkpoint' ? source.checkpoint : null,
    image: source?.kind === 'image' ? source.image : null,
    process: EMPTY_PROCESS,
    terminal: null,
    hostname: '',
    limits: toFields({}),
    network: usualNetwork(source?.kind ?? 'starter'),
    networkFields: NEW_NETWORK,
    readonlyRootfs: false,
    mounting: NO_MOUNTS,
    security: EMPTY_SECURITY,
    runtime: {
      binary: '',
      root: '',
      systemdCgroup: false,
      noPivot: false,
      noNewKeyring: false,
      ioUid: '',
      ioGid: '',
      criu: '',
      criuWorkPath: '',
      parentCheckpoint: null,
      logMax: '',
    },
  }
}

/** The network that a source begins with. */
export const usualNetwork = (source: SourceKind): NetworkChoice =>
  source === 'bundle' || source === 'checkpoint' ? 'source' : 'own'

/** A name that fits the source (the checkpoint, where that is one) and is free. */
export function suggestedName(
  form: CreateForm,
  taken: ReadonlySet<string>,
  checkpoint: Checkpoint | undefined,
  image?: Image,
): string {
  if (form.base !== null) return freeName(form.base, taken)
  if (form.source === 'starter') return freeName('shell', taken)
  if (form.source === 'checkpoint') {
    return checkpoint ? forkName(checkpoint.container.id, taken) : freeName('restored', taken)
  }
  if (form.source === 'image') return freeName(image ? lastPart(image) : 'image', taken)
  const path = form.source === 'bundle' ? form.bundle : form.rootfs
  const folder = path.split('/').findLast((part) => part !== '') ?? form.source
  return freeName(folder.replaceAll(/[^\w.-]/g, '-'), taken)
}

/** `host/team/shop:1` → `shop`. */
const lastPart = (image: Image) =>
  (imageName(image).split('/').at(-1) ?? '').replace(/[:@].*$/, '').replaceAll(/[^\w.-]/g, '-')

/** Has the process its own terminal? As typed, else as the source has it, else yes. */
export const effectiveTerminal = (form: CreateForm, source: boolean | undefined) =>
  form.terminal ?? source ?? true

/**
 * The form as the engine takes it. What a checkpoint or a bundle decides, and nobody changed, is left out.
 * @param id the name as typed or suggested
 */
export function toRequest(form: CreateForm, id: string): CreateInput {
  const common: CreateInput = {
    namespace: form.namespace,
    id,
    source: toSource(form),
    stdin: form.process.stdin,
    limits: fromFields(form.limits),
    runtime: toRuntime(form.runtime),
    naming: toNaming(form.naming),
  }
  const network = toNetwork(form.network, form.networkFields)
  if (form.source === 'checkpoint') return { ...common, ...(network && { network }) }
  const { terminal: _, ...process } = toProcess(form.process)
  const ofBundle = form.source === 'bundle'
  const security = toSecurity(form.security)
  return {
    ...common,
    process: {
      ...process,
      ...(ofBundle && form.terminal === null ? {} : { terminal: form.terminal ?? true }),
    },
    ...(form.hostname && { hostname: form.hostname }),
    ...(network && { network }),
    ...toMounts(form.mounting),
    ...((!ofBundle || form.readonlyRootfs) && { readonlyRootfs: form.readonlyRootfs }),
    ...(security && { security }),
  }
}

function toSource({ source, bundle, rootfs, layer, checkpoint, image }: CreateForm): Source {
  const over = layer ? { layer } : {}
  switch (source) {
    case 'starter':
      return { kind: 'starter' }
    case 'bundle':
      return { kind: 'bundle', path: bundle, ...over }
    case 'rootfs':
      return { kind: 'rootfs', path: rootfs, ...over }
    case 'checkpoint':
      return { kind: 'checkpoint', checkpoint: checkpoint ?? '' }
    case 'image':
      return { kind: 'image', image: image ?? '' }
  }
}

function toRuntime(fields: RuntimeFields): Partial<RuntimeOptions> {
  const { systemdCgroup, noPivot, noNewKeyring } = fields
  return {
    systemdCgroup,
    noPivot,
    noNewKeyring,
    binary: fields.binary || undefined,
    root: fields.root || undefined,
    ioUid: fields.ioUid === '' ? undefined : Number(fields.ioUid),
    ioGid: fields.ioGid === '' ? undefined : Number(fields.ioGid),
    criu: fields.criu || undefined,
    criuWorkPath: fields.criuWorkPath || undefined,
    parentCheckpoint: fields.parentCheckpoint ?? undefined,
    logSizeMax: fields.logMax === '' ? undefined : Math.round(Number(fields.logMax) * MIB),
  }
}
