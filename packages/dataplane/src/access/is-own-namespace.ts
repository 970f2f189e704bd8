import { statSync } from 'node:fs'

/**
 * Whether a namespace (absent: none was named) is that of this process. A library or socket speaks to the namespace of its process:
 * to enter another one for a moment would move whoever else works in it.
 */
export function isOwnNamespace(netns: string | undefined): boolean {
  if (netns === undefined) return true
  try {
    return statSync(`/run/netns/${netns}`).ino === statSync('/proc/self/ns/net').ino
  } catch {
    return false
  }
}
