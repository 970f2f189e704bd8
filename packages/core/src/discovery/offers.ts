import type { InstalledPackage } from './installed-packages.ts'
import type { ManifestOffer, NetloomField } from './manifest.ts'

/** Sorts of things that hosts and controllers find by name. */
export type OfferKind = 'switches' | 'roles' | 'firewalls' | 'agentDrivers' | 'services'

/** Something that an installed package brings; nothing is loaded yet. */
export interface Offer {
  readonly kind: OfferKind
  readonly name: string
  readonly from: InstalledPackage
  /** `./agent` */
  readonly entry: string
  readonly exportName: string
  readonly sections: readonly string[]
  readonly switches: readonly string[]
  /** Of an agent's driver. */
  readonly role?: string
  /** Of a service: what it adds to the API. */
  readonly api?: EntryExport
  /** Of a service: it needs not be named. */
  readonly always: boolean
}

/** `./api#serviceApi` */
interface EntryExport {
  readonly entry: string
  readonly exportName: string
}

/** What packages bring of one kind, in their order; of one name the first counts. */
export function offersOf(kind: OfferKind, packages: readonly InstalledPackage[]): readonly Offer[] {
  const found = new Map<string, Offer>()
  for (const from of packages) {
    const field: NetloomField = from.manifest.netloom ?? {}
    for (const [name, offer] of Object.entries(field[kind] ?? {}))
      if (!found.has(name)) found.set(name, readOffer(kind, name, from, offer))
  }
  return [...found.values()]
}

function readOffer(kind: OfferKind, name: string, from: InstalledPackage, offer: ManifestOffer): Offer {
  const details = typeof offer === 'string' ? { entry: offer } : offer
  const { entry, sections = [name], switches = [], role, api, always = false } = details
  return {
    kind,
    name,
    from,
    ...readEntry(entry),
    sections,
    switches,
    always,
    ...(role !== undefined && { role }),
    ...(api !== undefined && { api: readEntry(api) }),
  }
}

function readEntry(text: string): EntryExport {
  const [path = '.', exportName = 'default'] = text.split('#')
  return { entry: path, exportName }
}
