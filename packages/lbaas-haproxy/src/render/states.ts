import type { ServiceProcessState } from '@netloom/dataplane/service'
import type { HaproxyConfiguration } from './configuration.ts'
import type { SecretKind } from './names.ts'

/** A haproxy process, its configuration, and what only the host knows: certificates, and which listeners they keep from serving. */
export interface HaproxyState extends ServiceProcessState {
  readonly kind: 'haproxy'
  readonly configuration: HaproxyConfiguration
  readonly secrets: readonly NeededSecret[]
  /** What of it is not done here, by object: said, and left out. */
  readonly problems: Readonly<Record<string, string>>
  /** Only when read: members, weights or certificates are not as the files have them. */
  readonly isStale?: boolean
}

/** A certificate, authority or list of revocations that the configuration names. Never its text: states are shown to operators. */
export interface NeededSecret {
  readonly kind: SecretKind
  readonly ref: string
  readonly file: string
  /** Listeners that cannot be without it. */
  readonly listeners: readonly string[]
}
