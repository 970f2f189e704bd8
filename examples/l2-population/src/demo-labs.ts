import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { labDirectory, labDown } from 'netloom/lab'

const NAME = /^demo_(\d+)_\w+$/

/** Labs of this run: told apart from those of another demo that runs at the same time. */
export const demoLab = (part: string): string => `demo_${String(process.pid)}_${part}`

/** Takes down this run's labs, and those that demos left which were killed. */
export async function removeDemoLabs(): Promise<void> {
  const known = await readdir(dirname(labDirectory('any'))).catch(() => [])
  const gone = known.filter((name) => {
    const pid = NAME.exec(name)?.[1]
    return pid !== undefined && (Number(pid) === process.pid || !existsSync(`/proc/${pid}`))
  })
  await Promise.all(gone.map((name) => labDown(name)))
}
