export interface BootRequest {
  readonly lab?: string
  readonly name: string
  /** Id or name of an existing port … */
  readonly port?: string
  /** … or of the network in which a port is made. */
  readonly network?: string
  /** Default: the port's host, else the first. */
  readonly host?: string
  readonly ip?: string
  readonly mac?: string
  readonly deviceOwner?: string
  /** Leases its addresses with real clients, instead of having them set. */
  readonly dhcp?: boolean
  /** false: the new port may send from any address. */
  readonly portSecurity?: boolean
  /** File whose content the metadata address answers as user data. */
  readonly userData?: string
}
