/** How much a server takes from strangers. Every value has a default that suits a controller of thousands of hosts. */
export interface Limits {
  /**
   * Bytes of the body of a bulk create; longer ones are answered with 413. Default 4 MiB: a bulk create of 1,000 ports has about
   * 0.3 MiB. (Neutron's own default, oslo's 114,688 bytes, refuses some of those.)
   */
  readonly bodyBytes: number
  /**
   * Bytes of a body that is no bulk create; longer ones are answered with 413. Default 512 KiB: a trunk with all its 4,094
   * VLANs has 430 KiB, an address group with 10,000 prefixes 220 KiB.
   */
  readonly objectBytes: number
  /** Bytes of all request headers, the URL among them; more is answered with 431. Default 64 KiB: Keystone tokens may be long. */
  readonly headerBytes: number
  /** Bytes of a URL; longer ones are answered with 414, which clients know to split a list by. Default 16 KiB. */
  readonly urlBytes: number
  /** Objects of one bulk create. Default 2,000: they are made in one transaction, and other writers wait for it. */
  readonly bulkItems: number
  /** Open connections; one more is closed at once. Default 15,000, agents' links among them. */
  readonly connections: number
  /** Milliseconds from the first byte, or the connection, to the end of the headers. Default 20,000. */
  readonly headersTimeout: number
  /** Milliseconds from the first byte to the end of the body; slower ones are answered with 408. Default 60,000. */
  readonly requestTimeout: number
  /** Milliseconds an idle connection is kept for the next request. Default 75,000. */
  readonly keepAliveTimeout: number
  /** Requests per second and client address (IPv6: /64), with ten seconds' worth at once; absent = as many as come. */
  readonly requestsPerSecond?: number
  /** Requests per second and project, with ten seconds' worth at once; absent = as many as come. */
  readonly projectRequestsPerSecond?: number
  /**
   * Milliseconds that the event loop may lag, on average over a second, before requests are refused with 503; probes and agents
   * go on. 0 = never. Default 1,000.
   */
  readonly eventLoopDelay: number
}

export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 4 * 1024 * 1024,
  objectBytes: 512 * 1024,
  headerBytes: 64 * 1024,
  urlBytes: 16 * 1024,
  bulkItems: 2_000,
  connections: 15_000,
  headersTimeout: 20_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 75_000,
  eventLoopDelay: 1_000,
}
