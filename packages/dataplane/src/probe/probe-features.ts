import { randomBytes } from 'node:crypto'
import { addNamespaces, deleteNamespaces } from '../namespaces/namespaces.ts'
import type { Feature } from './feature.ts'
import { tryOut } from './try-out.ts'
import { trials } from './trials.ts'

/** Tries some features only, by name, in a namespace that is thrown away; those they build on have to be named before them. */
export async function probeFeatures(names: readonly string[]): Promise<readonly Feature[]> {
  const netns = `netloom-probe-${randomBytes(4).toString('hex')}`
  await addNamespaces([netns])
  try {
    const features: Feature[] = []
    for (const trial of trials) if (names.includes(trial.name)) features.push(await tryOut(netns, trial))
    return features
  } finally {
    await deleteNamespaces([netns])
  }
}
