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
  options: { readonly path?: string; readonly uid?: number; readonly cwd?: string } = {},
): Promise<Finished> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [BIN, ...args], {
    reject: false,
    timeout: 30_000,
    stdin: 'ignore',
    env: { ...(options.path !== undefined && { PATH: options.path }) },
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    ...(options.uid !== undefined && { uid: options.uid, gid: options.uid }),
  })
  return { exitCode, stdout, stderr }
}
