import type { Feature } from './feature.ts'
import { tryOut } from './try-out.ts'
import { trials } from './trials.ts'

/**
 * Tries some features only, by name; those they build on have to be named before them. The namespace is that of the process that
 * tries and has no name: it ends with it, however that ends.
 */
export function probeFeatures(names: readonly string[]): Promise<readonly Feature[]> {
  return tryOut(
    ['unshare', '--net', '--'],
    trials.filter(({ name }) => names.includes(name)),
  )
}
