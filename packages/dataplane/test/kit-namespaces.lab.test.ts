import { describe, expect, it } from 'vitest'
import { addNamespaces, listNamespaces } from '../src/index.ts'
import { addKitNamespace, sweepKitNamespaces } from './kit-namespaces.ts'

const isRoot = process.geteuid?.() === 0
/** Above what Linux gives to any process. */
const NOBODY = 4_194_399

describe.runIf(isRoot)('namespaces of the kit for device kinds', () => {
  it('are swept once their maker is dead or done with them', async () => {
    const own = await addKitNamespace()
    const dead = `nlt-kit${String(NOBODY)}-1-abcdef`
    await addNamespaces([dead])
    expect(await sweepKitNamespaces()).toEqual(expect.arrayContaining([own, dead]))
    const left = await listNamespaces('nlt-kit')
    expect(left.filter((name) => name === own || name === dead)).toEqual([])
  })
})
