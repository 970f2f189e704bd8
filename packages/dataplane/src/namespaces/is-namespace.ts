import { statfsSync } from 'node:fs'

/** NSFS_MAGIC of linux/magic.h. */
const NSFS = 0x6e_73_66_73

/** Whether a path is a namespace that `ip netns` has mounted there. What is left behind by a reboot or a kill is an empty file. */
export function isNamespace(path: string): boolean {
  try {
    return statfsSync(path).type === NSFS
  } catch {
    return false
  }
}
