import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'

/** Where tools of administrators are, whoever calls us. */
const ALWAYS = ['/usr/sbin', '/sbin', '/usr/local/sbin']

/** Whether a command is on this machine. */
export async function hasTool(tool: string): Promise<boolean> {
  const folders = [...(process.env['PATH'] ?? '').split(':'), ...ALWAYS].filter((folder) => folder !== '')
  const found = await Promise.all(
    folders.map((folder) =>
      access(join(folder, tool), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  )
  return found.includes(true)
}
