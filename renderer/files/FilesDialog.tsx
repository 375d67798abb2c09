import { t } from '@lingui/core/macro'
import { Switch, TextInput } from '@mantine/core'
import { IconArrowUp, IconRefresh } from '@tabler/icons-react'
import { type DragEvent, useState } from 'react'
import { filesPlace, uploadFiles } from '../actions/files.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { Notes } from '../inside/Notes.tsx'
import { type ContainerRef, keyOf } from '../model.ts'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { IconButton } from '../parts/IconButton.tsx'
import { useContainer } from '../store/containers.ts'
import { useOnHost } from '../store/hosts.ts'
import { baseInWords, FILES } from '../words/files.ts'
import { visible } from '../words/visible.ts'
import { FileDetails } from './FileDetails.tsx'
import classes from './Files.module.css'
import { FilesFoot } from './FilesFoot.tsx'
import { FileTree } from './FileTree.tsx'
import { folderOf } from './path.ts'
import { useBrowsing } from './use-browsing.ts'

/** A container's files: a tree, what is chosen in it, and ways in and out. */
export default function FilesDialog({
  container,
  onClose,
}: {
  container: ContainerRef
  onClose(): void
}) {
  const state = useContainer(keyOf(container))?.state ?? 'gone'
  const browsing = useBrowsing(container, state)
  const { about, target, again } = browsing
  const [over, setOver] = useState(false)
  const [notes, setNotes] = useState<readonly string[]>([])
  const bring = (files: readonly File[]) => {
    if (files.length > 0) void uploadFiles({ container, folder: target, files, onDone: again })
  }
  const drag = (over: boolean) => (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    event.stopPropagation()
    setOver(over)
  }
  return (
    <DialogFrame
      onClose={onClose}
      size={1240}
      title={useOnHost(t`Files of ${{ id: container.id }}`, container.host)}
    >
      <PathBar browsing={browsing} />
      <FailureAt place={filesPlace(container)} />
      <Notes notes={[...(about?.notes ?? []), ...notes]} />
      <section
        className={classes.body}
        aria-label={FILES.drop}
        data-over={over || undefined}
        onDragEnter={drag(true)}
        onDragOver={drag(true)}
        onDragLeave={drag(false)}
        onDrop={(event) => {
          drag(false)(event)
          bring([...event.dataTransfer.files])
        }}
      >
        <FileTree browsing={browsing} />
        <FileDetails container={container} browsing={browsing} onNotes={setNotes} />
      </section>
      <p className={classes.base}>{about && baseInWords(about)}</p>
      <FilesFoot container={container} browsing={browsing} onFiles={bring} />
    </DialogFrame>
  )
}

/** Where one is: to be typed, too. */
function PathBar({ browsing }: { browsing: ReturnType<typeof useBrowsing> }) {
  const { top, go, changed, setChanged, again, wrong } = browsing
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <form
      className={classes.bar}
      onSubmit={(event) => {
        event.preventDefault()
        void go(typed ?? top).then((went) => went && setTyped(null))
      }}
    >
      <IconButton
        label={FILES.up}
        variant="default"
        why={top === '/' ? t`this is the root` : null}
        onClick={() => void go(folderOf(top))}
      >
        <IconArrowUp size={16} />
      </IconButton>
      <TextInput
        className={classes.path}
        aria-label={FILES.path}
        value={typed ?? visible(top)}
        error={wrong}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => setTyped((now) => (now === visible(top) ? null : now))}
        spellCheck={false}
      />
      <Switch
        label={FILES.changed}
        checked={changed}
        onChange={(event) => setChanged(event.currentTarget.checked)}
      />
      <IconButton label={FILES.again} variant="default" onClick={again}>
        <IconRefresh size={16} />
      </IconButton>
    </form>
  )
}
