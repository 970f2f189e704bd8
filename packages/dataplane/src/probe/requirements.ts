import { missingTool } from '../pipe/missing-tool.ts'
import { runOnce } from '../access/run-once.ts'

/** This process cannot touch the kernel's network at all. One line with the remedy. */
export class HostRequirementError extends Error {
  override readonly name = 'HostRequirementError'
  readonly code = 'HostRequirement'
}

/** What everything that acts on a kernel needs first. @throws {HostRequirementError} */
export async function requireKernelAccess(): Promise<void> {
  if (process.geteuid?.() !== 0) {
    throw new HostRequirementError(
      'changing networks needs root: run it with sudo, or in a container with NET_ADMIN and SYS_ADMIN',
    )
  }
  try {
    await runOnce('ip', ['-V'])
  } catch (error) {
    throw new HostRequirementError(missingTool('ip'), { cause: error })
  }
}
