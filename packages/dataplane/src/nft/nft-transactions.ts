import { isOwnNamespace } from '../access/is-own-namespace.ts'
import { runOnce } from '../access/run-once.ts'
import { openNftLibrary, type NftLibrary } from './nft-library.ts'

/** How transactions reach nftables of one namespace: through its library where that can be, else by a process each. */
export class NftTransactions {
  private library: Promise<NftLibrary | undefined> | undefined

  constructor(
    /** Absent = the namespace we run in. */
    private readonly netns: string | undefined,
  ) {}

  /** @throws {Error} with what nftables said */
  async run(transaction: string): Promise<void> {
    this.library ??= isOwnNamespace(this.netns) ? openOrNothing() : Promise.resolve(undefined)
    const library = await this.library
    if (library !== undefined) {
      await library.run(transaction)
      return
    }
    const nft = ['nft', '-f', '-']
    const [tool = '', ...args] =
      this.netns === undefined ? nft : ['nsenter', `--net=/var/run/netns/${this.netns}`, '--', ...nft]
    await runOnce(tool, args, transaction)
  }

  async close(): Promise<void> {
    await (await this.library)?.close()
  }
}

const openOrNothing = (): Promise<NftLibrary | undefined> => openNftLibrary().catch(() => undefined)
