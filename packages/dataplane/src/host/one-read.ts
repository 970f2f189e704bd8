import type { HostAccess } from '@netloom/core'

/** The same host for the length of one read: kinds that need the same listing share it. */
export function oneRead(host: HostAccess): HostAccess {
  const listings = new Map<string, Promise<unknown>>()
  return {
    name: host.name,
    netns: host.netns,
    run: (command) => host.run(command),
    batch: (tool, lines) => host.batch(tool, lines),
    json: (tool, args) => {
      const key = `${tool} ${args.join(' ')}`
      const listing = listings.get(key) ?? host.json(tool, args)
      listings.set(key, listing)
      return listing
    },
  }
}
