import { openNftLibrary } from '../nft/nft-library.ts'
import type { Feature } from './feature.ts'

/** Whether rules change in microseconds or by a process each. Nothing needs it. */
export async function nftLibraryFeature(): Promise<Feature> {
  const name = 'nftables in process'
  try {
    const library = await openNftLibrary()
    await library.close()
    return { name, ok: true }
  } catch (error) {
    const said = `each change of rules starts nft: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`
    return { name, ok: false, said, fix: 'apt-get install libnftables1, and install the optional dependency koffi' }
  }
}
