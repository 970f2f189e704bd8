// What hosts find by name among installed packages: switches, roles, firewall drivers.
export { type InstalledPackage, installedPackages, packageNamed } from './discovery/installed-packages.ts'
export { type ImportEntry, importByAddress, importFrom, loadOffer, type LoadRequest } from './discovery/load-offer.ts'
export type { Manifest, ManifestOffer, ManifestOfferDetails, NetloomField } from './discovery/manifest.ts'
export { type Offer, type OfferKind, offersOf } from './discovery/offers.ts'
