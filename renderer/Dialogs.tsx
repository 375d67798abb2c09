import { lazy, Suspense } from 'react'
import { BranchDialog } from './checkpoints/BranchDialog.tsx'
import { CheckpointDialog } from './checkpoints/CheckpointDialog.tsx'
import { ImportDialog } from './checkpoints/ImportDialog.tsx'
import { RewindDialog } from './checkpoints/RewindDialog.tsx'
import { StorageDialog } from './checkpoints/StorageDialog.tsx'
import { LinesDialog } from './consoles/LinesDialog.tsx'
import { RenameDialog } from './consoles/RenameDialog.tsx'
import { ConsoleSettingsDialog } from './consoles/settings/ConsoleSettingsDialog.tsx'
import { CreateDialog } from './create/CreateDialog.tsx'
import { DroppedDialog } from './drop/DroppedDialog.tsx'
import { ExecDialog } from './execs/ExecDialog.tsx'
import { FailureDialog } from './failures/FailureDialog.tsx'
import { LogDialog } from './failures/LogDialog.tsx'
import { HostsDialog } from './hosts/HostsDialog.tsx'
import { SshDialog } from './hosts/SshDialog.tsx'
import { ImagesDialog } from './images/ImagesDialog.tsx'
import { DeleteDialog } from './inspector/DeleteDialog.tsx'
import { AutomaticDialog } from './moments/AutomaticDialog.tsx'
import { NamespacesDialog } from './namespaces/NamespacesDialog.tsx'
import { ChangesDialog } from './outgoing/ChangesDialog.tsx'
import { CommitDialog } from './outgoing/CommitDialog.tsx'
import { ExportDialog } from './outgoing/ExportDialog.tsx'
import { OnTop } from './parts/DialogFrame.tsx'
import { PlaybackDialog } from './playback/PlaybackDialog.tsx'
import { ProcessesDialog } from './processes/ProcessesDialog.tsx'
import { type Dialog, useDialogs } from './store/dialogs.ts'
import { SaveTemplateDialog } from './templates/SaveTemplateDialog.tsx'
import { TemplatesDialog } from './templates/TemplatesDialog.tsx'
import { VolumesDialog } from './volumes/VolumesDialog.tsx'

// Read once they are wanted: few sessions look into moments, or behind a container.
const PreflightDialog = lazy(() => import('./preflight/PreflightDialog.tsx'))
const KeysDialog = lazy(() => import('./keys/KeysDialog.tsx'))
const KernelViewDialog = lazy(() => import('./kernel-view/KernelViewDialog.tsx'))
const ConfigDialog = lazy(() => import('./config-editor/ConfigDialog.tsx'))
const InsideDialog = lazy(() => import('./inside/InsideDialog.tsx'))
const ShowDialog = lazy(() => import('./observer/ShowDialog.tsx'))
const CompareDialog = lazy(() => import('./compare/CompareDialog.tsx'))
const GraphsDialog = lazy(() => import('./figures/GraphsDialog.tsx'))
const FileDiffDialog = lazy(() => import('./compare/FileDiffDialog.tsx'))
const FilesDialog = lazy(() => import('./files/FilesDialog.tsx'))
const BaseDiffDialog = lazy(() => import('./files/BaseDiffDialog.tsx'))

/** The dialogs that are open, each over the one before. */
export function Dialogs() {
  const open = useDialogs((state) => state.open)
  const close = useDialogs((state) => state.close)
  return open.map((dialog) => (
    <OnTop key={dialog.number} value={dialog === open.at(-1)}>
      <Suspense fallback={null}>
        <OneDialog dialog={dialog} onClose={() => close(dialog.number)} />
      </Suspense>
    </OnTop>
  ))
}

function OneDialog({ dialog, onClose }: { dialog: Dialog; onClose(): void }) {
  switch (dialog.kind) {
    case 'create':
      return <CreateDialog preset={dialog.preset} onClose={onClose} />
    case 'exec':
      return <ExecDialog container={dialog.container} onClose={onClose} />
    case 'checkpoint':
      return <CheckpointDialog container={dialog.container} onClose={onClose} />
    case 'automatic':
      return <AutomaticDialog container={dialog.container} onClose={onClose} />
    case 'inside':
      return <InsideDialog checkpoint={dialog.checkpoint} onClose={onClose} />
    case 'compare':
      return <CompareDialog checkpoint={dialog.checkpoint} onClose={onClose} />
    case 'compareFile': {
      const { checkpoint, other, path } = dialog
      return <FileDiffDialog {...{ checkpoint, other, path }} onClose={onClose} />
    }
    case 'rewind': {
      const { container, checkpoint, options } = dialog
      return <RewindDialog {...{ container, checkpoint, options }} onClose={onClose} />
    }
    case 'branch':
      return <BranchDialog checkpoint={dialog.checkpoint} onClose={onClose} />
    case 'failure':
      return <FailureDialog title={dialog.title} failure={dialog.failure} onClose={onClose} />
    case 'log':
      return <LogDialog host={dialog.host} path={dialog.path} onClose={onClose} />
    case 'dropped':
      return <DroppedDialog what={dialog.what} why={dialog.why} onClose={onClose} />
    case 'namespaces':
      return <NamespacesDialog host={dialog.host} onClose={onClose} />
    case 'consoleSettings':
      return <ConsoleSettingsDialog onClose={onClose} />
    case 'preflight':
      return <PreflightDialog host={dialog.host} onClose={onClose} />
    case 'keys':
      return <KeysDialog onClose={onClose} />
    case 'delete':
      return <DeleteDialog containers={dialog.containers} onClose={onClose} />
    case 'lines':
      return <LinesDialog target={dialog.console} name={dialog.name} onClose={onClose} />
    case 'playback':
      return <PlaybackDialog cast={dialog.cast} onClose={onClose} />
    case 'graphs':
      return <GraphsDialog container={dialog.container} onClose={onClose} />
    case 'processes':
      return <ProcessesDialog container={dialog.container} onClose={onClose} />
    case 'kernelView':
      return <KernelViewDialog container={dialog.container} onClose={onClose} />
    case 'config':
      return <ConfigDialog container={dialog.container} onClose={onClose} />
    case 'files':
      return <FilesDialog container={dialog.container} onClose={onClose} />
    case 'baseDiff':
      return <BaseDiffDialog container={dialog.container} path={dialog.path} onClose={onClose} />
    case 'hosts':
      return <HostsDialog onClose={onClose} />
    case 'observers':
      return <ShowDialog onClose={onClose} />
    case 'images':
      return <ImagesDialog host={dialog.host} path={dialog.path} onClose={onClose} />
    case 'momentStorage':
      return <StorageDialog host={dialog.host} onClose={onClose} />
    case 'importCheckpoint':
      return <ImportDialog host={dialog.host} path={dialog.path} onClose={onClose} />
    case 'volumes':
      return <VolumesDialog host={dialog.host} onClose={onClose} />
    case 'templates':
      return <TemplatesDialog host={dialog.host} text={dialog.text} onClose={onClose} />
    case 'saveTemplate': {
      const { host, request, name } = dialog
      return <SaveTemplateDialog {...{ host, request, name }} onClose={onClose} />
    }
    case 'changes':
      return <ChangesDialog container={dialog.container} onClose={onClose} />
    case 'commit':
      return <CommitDialog container={dialog.container} onClose={onClose} />
    case 'export':
      return <ExportDialog what={dialog.what} onClose={onClose} />
    case 'renameConsole':
      return <RenameDialog target={dialog.console} onClose={onClose} />
    case 'ssh':
      return <SshDialog change={dialog.change} onClose={onClose} />
  }
}
