import type { HostAccess } from '@netloom/core'

/** The same host for the length of one read: kinds that need the same listing share it. */
export function oneRead(host: HostAccess): HostAccess {
  const listings = new Map<string, Promise<unknown>>()
  const once = <T>(key: string, list: () => Promise<T>): Promise<T> => {
    const listing = (listings.get(key) as Promise<T> | undefined) ?? list()
    listings.set(key, listing)
    return listing
  }
  return {
    name: host.name,
    netns: host.netns,
    agent: host.agent,
    run: (command) => once(JSON.stringify(command), () => host.run(command)),
    forgetConnections: (filter, where) => host.forgetConnections(filter, where),
    nft: (transaction, where) => host.nft(transaction, where),
    batch: (tool, lines, where) => host.batch(tool, lines, where),
    json: (tool, args) => once(`${tool} ${args.join(' ')}`, () => host.json(tool, args)),
  }
}
