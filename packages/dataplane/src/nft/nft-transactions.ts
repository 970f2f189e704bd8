import { isOwnNamespace } from '../access/is-own-namespace.ts'
import { runOnce } from '../access/run-once.ts'
import { openNftLibrary, type NftLibrary } from './nft-library.ts'

/** How transactions reach nftables of one namespace: through its library where that can be, else by a process each. */
export class NftTransactions {
  private library: Promise<NftLibrary | undefined> | undefined
  /** For other namespaces: nobody waits for their rules. */
  private visitor: Promise<NftLibrary | undefined> | undefined

  constructor(
    /** Absent = the namespace we run in. */
    private readonly netns: string | undefined,
  ) {}

  /** Returns what it printed. `inside` = in another namespace than this one. @throws {Error} with what nftables said */
  async run(transaction: string, inside?: string): Promise<string> {
    const library = await this.libraryFor(inside)
    if (library !== undefined) return library.run(transaction, inside)
    const nft = ['nft', '-n', '-f', '-']
    const netns = inside ?? this.netns
    const [tool = '', ...args] = netns === undefined ? nft : ['nsenter', `--net=/var/run/netns/${netns}`, '--', ...nft]
    return runOnce(tool, args, transaction)
  }

  async close(): Promise<void> {
    await (await this.library)?.close()
    await (await this.visitor)?.close()
  }

  /** It speaks to the namespace of this process; where that is not ours, to those alone that are named. */
  private libraryFor(inside: string | undefined): Promise<NftLibrary | undefined> {
    if (inside !== undefined) return (this.visitor ??= openOrNothing())
    return (this.library ??= isOwnNamespace(this.netns) ? openOrNothing() : Promise.resolve(undefined))
  }
}

const openOrNothing = (): Promise<NftLibrary | undefined> => openNftLibrary().catch(() => undefined)
