import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const BIN = fileURLToPath(new URL('../../bin/netloom.mjs', import.meta.url))

export interface Finished {
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command as a process of its own; ends it after 30 s, so that one that should fail and starts to work is seen. */
export async function netloom(
  args: readonly string[],
  options: { readonly path?: string; readonly uid?: number; readonly cwd?: string; readonly netns?: string } = {},
): Promise<Finished> {
  const command = [process.execPath, BIN, ...args]
  const [tool = '', ...more] =
    options.netns === undefined ? command : ['ip', 'netns', 'exec', options.netns, ...command]
  const { exitCode, stdout, stderr } = await execa(tool, more, {
    reject: false,
    timeout: 30_000,
    stdin: 'ignore',
    env: { ...(options.path !== undefined && { PATH: options.path }) },
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    ...(options.uid !== undefined && { uid: options.uid, gid: options.uid }),
  })
  return { exitCode, stdout, stderr }
}
