import { t } from '@lingui/core/macro'
import { Button, CopyButton, Textarea } from '@mantine/core'
import { saveFile } from '../parts/save-file.ts'
import classes from './Templates.module.css'

const FILE_NAME = 'runcible-templates.json'

/** An export: to be saved as a file, or copied. */
export function ExportView({ text, onClose }: { text: string; onClose(): void }) {
  return (
    <div className={classes.form}>
      <Textarea
        label={t({ context: 'an export', message: 'Export' })}
        description={t`plain text: mail it, put it into a repository, or bring it in elsewhere`}
        classNames={{ input: classes.text }}
        readOnly
        autosize
        minRows={4}
        maxRows={10}
        value={text}
      />
      <div className={classes.buttons}>
        <Button onClick={() => saveFile(FILE_NAME, text)}>{t`Save ${{ file: FILE_NAME }}`}</Button>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t`Copied` : t`Copy`}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" onClick={onClose}>
          {t`Fold away`}
        </Button>
      </div>
    </div>
  )
}
