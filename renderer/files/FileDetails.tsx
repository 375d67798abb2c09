import { t } from '@lingui/core/macro'
import { deleteFile, downloadFile, renameFile } from '../actions/files.ts'
import type { ContainerRef } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { Facts } from '../parts/Facts.tsx'
import { useDialogs } from '../store/dialogs.ts'
import { deletionInWords, FILES, factsOf } from '../words/files.ts'
import { visible } from '../words/visible.ts'
import { FileContents } from './FileContents.tsx'
import classes from './Files.module.css'
import { NameButton } from './NameButton.tsx'
import { joinPath } from './path.ts'
import type { EntryRow } from './tree-rows.ts'
import type { Browsing } from './use-browsing.ts'

interface Props {
  container: ContainerRef
  browsing: Browsing
  /** what is worth knowing of what was taken out */
  onNotes(notes: readonly string[]): void
}

/** What is chosen: what is known of it, what can be done with it, and its text. */
export function FileDetails({ container, browsing, onNotes }: Props) {
  const { chosen, round } = browsing
  if (!chosen) return <p className={classes.hint}>{FILES.choose}</p>
  const { key, entry } = chosen
  const name = visible(entry.name)
  return (
    <section className={classes.details} aria-label={t`About ${name}`}>
      <h3 className={classes.title}>{visible(key)}</h3>
      <Facts facts={factsOf(entry)} />
      <Buttons {...{ container, browsing, chosen, onNotes }} />
      {entry.mark !== 'removed' && (
        <FileContents
          key={`${key} ${round}`}
          container={container}
          path={key}
          isLink={entry.type === 'link'}
          isFolder={entry.type === 'folder'}
          onGo={browsing.go}
        />
      )}
    </section>
  )
}

function Buttons({ container, browsing, chosen, onNotes }: Props & { chosen: EntryRow }) {
  const { entry, folder, key } = chosen
  const show = useDialogs((state) => state.show)
  const name = visible(entry.name)
  const gone = entry.mark === 'removed' ? FILES.notRemovedTwice : null
  const holds = ['file', 'folder', 'link'].includes(entry.type)
  const why = gone ?? whyNotHere(browsing, chosen)
  const rename = async (to: string) => {
    const done = await renameFile(container, folder, entry.name, to)
    if (!done) return
    browsing.choose(joinPath(folder, to))
    browsing.again()
  }
  const remove = async () => {
    await deleteFile(container, folder, entry.name)
    // What was in it may be gone, also where not all of it could go.
    browsing.again()
  }
  return (
    <div className={classes.buttons}>
      <ActionButton
        size="compact-xs"
        why={gone ?? (holds ? null : FILES.nothingIn)}
        onPress={() => {
          onNotes([])
          void downloadFile(container, folder, entry).then((notes) => notes && onNotes(notes))
        }}
      >
        {entry.type === 'folder' ? FILES.downloadFolder : FILES.download}
      </ActionButton>
      {entry.type !== 'folder' && (
        <ActionButton
          size="compact-xs"
          why={whyNoComparison(browsing, chosen)}
          aria-haspopup="dialog"
          onPress={() => show({ kind: 'baseDiff', container, path: key })}
        >
          {FILES.compare}
        </ActionButton>
      )}
      <NameButton
        label={FILES.rename}
        field={t`New name of ${name}`}
        action={t`Rename`}
        first={entry.name}
        why={why}
        onName={rename}
      />
      <Confirm
        label={t`Delete ${name}`}
        lost={deletionInWords(entry)}
        action={t`Delete`}
        onConfirm={() => void remove()}
      >
        {(ask) => (
          <ActionButton size="compact-xs" why={why} aria-haspopup="dialog" onPress={ask}>
            {FILES.remove}
          </ActionButton>
        )}
      </Confirm>
    </div>
  )
}

const whyNoComparison = (browsing: Browsing, { entry, folder }: EntryRow) => {
  if (entry.mark) return null
  return browsing.hasBase(folder) ? FILES.asInBase : FILES.noBase
}

/** Why nothing can be done to its name: of the folder in which it lies. */
function whyNotHere(browsing: Browsing, { entry, folder }: EntryRow): string | null {
  if (entry.mounted) return t`something is mounted there`
  return browsing.whyNot(folder)
}
