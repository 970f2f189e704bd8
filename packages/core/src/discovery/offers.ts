import type { InstalledPackage } from './installed-packages.ts'
import type { ManifestOffer, NetloomField } from './manifest.ts'

/** Sorts of things that hosts find by name. */
export type OfferKind = 'switches' | 'roles' | 'firewalls'

/** Something that an installed package brings for hosts; nothing is loaded yet. */
export interface Offer {
  readonly kind: OfferKind
  readonly name: string
  readonly from: InstalledPackage
  /** `./agent` */
  readonly entry: string
  readonly exportName: string
  readonly sections: readonly string[]
  readonly switches: readonly string[]
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
  const { entry, sections = [name], switches = [] } = typeof offer === 'string' ? { entry: offer } : offer
  const [path = '.', exportName = 'default'] = entry.split('#')
  return { kind, name, from, entry: path, exportName, sections, switches }
}
