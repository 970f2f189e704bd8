/** Name of a stream of feed items: `<kind>/<id>`. Third parties may publish kinds of their own. */
export type Topic = string

/** Ports bound to a host: item keys `port/<id>`, bodies {@link PortItem}. */
export const hostTopic = (host: string): Topic => `host/${host}`
/** One network: `network` ({@link NetworkItem}), `member/<host>` ({@link MemberItem}), `port/<id>` ({@link PopulationItem}). */
export const networkTopic = (networkId: string): Topic => `network/${networkId}`
/** Every endpoint of one tunnel type: item keys `endpoint/<host>`, bodies {@link EndpointItem}. */
export const tunnelsTopic = (networkType: string): Topic => `tunnels/${networkType}`

export const NETWORK_KEY = 'network'
export const portKey = (portId: string): string => `port/${portId}`
export const memberKey = (host: string): string => `member/${host}`
export const endpointKey = (host: string): string => `endpoint/${host}`

export const networkKey = (networkId: string): string => `network/${networkId}`
export const subnetKey = (subnetId: string): string => `subnet/${subnetId}`
