import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { LessonFolder } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import { LESSONS } from '../words/lessons.ts'
import classes from './FolderForm.module.css'

interface Props {
  folder: LessonFolder | null
  onChoose(path: string | null): Promise<void>
}

/** Which folder holds a trainer's own lessons. */
export function FolderForm({ folder, onChoose }: Props) {
  const chosen = folder?.folder ?? ''
  const [path, setPath] = useState(chosen)
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (path.trim() !== '') void onChoose(path.trim())
      }}
    >
      <TextInput
        label={LESSONS.folder}
        description={LESSONS.ownHelp}
        placeholder="/srv/lessons"
        value={path}
        error={folder?.problem && engineWords(folder.problem)}
        onChange={(event) => setPath(event.currentTarget.value)}
      />
      <div className={classes.buttons}>
        <Button type="submit" variant="default">
          {LESSONS.use}
        </Button>
        {chosen !== '' && (
          <Button variant="default" onClick={() => void onChoose(null)}>
            {LESSONS.noLonger}
          </Button>
        )}
      </div>
    </form>
  )
}
