import { readFile } from 'node:fs/promises'

/** What a package brings under a name: short for `{ "entry": … }`. */
export type ManifestOffer = string | ManifestOfferDetails

export interface ManifestOfferDetails {
  /** `./agent#switchPackage`: entry of the package's `exports`, and the name that it exports. */
  readonly entry: string
  /** Of a switch: sections of an agent's file that describe a host of its kind. Default: the switch's name. */
  readonly sections?: readonly string[]
  /** Of a firewall driver: switches whose ports it guards. */
  readonly switches?: readonly string[]
  /** Of an agent's driver: the role that works with it. */
  readonly role?: string
  /** Of a service: what it adds to the API, `./api#serviceApi`. */
  readonly api?: string
  /** Of a service: it is started whether `service_plugins` names it or not. */
  readonly always?: boolean
}

/** Field `"netloom"` of a package.json: what the package brings, by kind and name. */
export interface NetloomField {
  /** Controller halves: alias → export of the package's main entry. */
  readonly drivers?: Readonly<Record<string, string>>
  /** Host halves of switches, by the name of the mechanism driver. */
  readonly switches?: Readonly<Record<string, ManifestOffer>>
  /** What an agent can do, by the name that `--role` has. */
  readonly roles?: Readonly<Record<string, ManifestOffer>>
  /** What guards ports, by the names that `firewall_driver` has. */
  readonly firewalls?: Readonly<Record<string, ManifestOffer>>
  /** What a role of an agent works with (haproxy, for load balancers), by the names that the option of that role has. */
  readonly agentDrivers?: Readonly<Record<string, ManifestOffer>>
  /** Controller halves of services, by the names that `service_plugins` has. */
  readonly services?: Readonly<Record<string, ManifestOffer>>
  /**
   * What a host must have for what the package brings, for `netloom check`: what it is about → features that are tried there,
   * or commands: `{ "mechanism mine (vxlan)": ["bridge", "vxlan"], "role tap": ["tcpdump"] }`.
   */
  readonly needs?: Readonly<Record<string, readonly string[]>>
  /** INI options that the package reads: section → names. Read without loading anything. */
  readonly options?: Readonly<Record<string, readonly string[]>>
}

export interface Manifest {
  readonly name?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly exports?: unknown
  readonly main?: string
  readonly netloom?: NetloomField
}

/** undefined when there is none that can be read. */
export async function readManifest(path: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Manifest
  } catch {
    return undefined
  }
}
