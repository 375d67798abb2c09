import { readdir } from 'node:fs/promises'
import { GivenId } from '../../../shared/model.ts'
import { removeFolder } from '../bundle/remove.ts'
import { readRecord } from '../record.ts'
import type { EngineContext } from './context.ts'
import { ExecProcess } from './exec.ts'
import type { ExecParent } from './exec-parent.ts'
import type { Execs } from './execs.ts'
import { ExecMetadata } from './metadata.ts'

/** Takes over the execs that an earlier engine left in a container. */
export async function recoverExecs(
  context: EngineContext,
  parent: ExecParent,
  execs: Execs,
): Promise<void> {
  for (const id of await readdir(parent.layout.execs()).catch(() => [])) {
    if (!GivenId.safeParse(id).success) continue
    const layout = parent.layout.exec(id)
    const meta = await readRecord(layout.metadata(), ExecMetadata)
    if (!meta) {
      await removeFolder(layout.dir)
      continue
    }
    const exec = new ExecProcess(context, parent, meta)
    execs.add(exec)
    if (meta.bootId !== context.bootId) await exec.endWithMachine()
    else await exec.recover()
  }
}
