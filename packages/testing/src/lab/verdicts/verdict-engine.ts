import type { FeedItem } from '@netloom/core'
import type { NetworkItem, PortItem, Topic } from '@netloom/core/wire'

/** What is to be filtered: ports of one network on one host, and all that agents would be sent about their groups. */
export interface VerdictScene {
  readonly network: NetworkItem
  readonly ports: readonly PortItem[]
  readonly items: ReadonlyMap<Topic, readonly FeedItem[]>
  /** Neutron: `permitted_ethertypes`. */
  readonly permittedEthertypes: readonly number[]
}

/** A switch with all its ports, and every rule in force. */
export interface VerdictSwitch {
  /** A namespace in which each port has a device; what it sends there comes from the port. Nothing else sends there. */
  readonly netns: string
  device(portId: string): string
  /** What the engine has to say when verdicts are wrong: its rules, say. */
  explain?(): Promise<string>
  close(): Promise<void>
}

/** Something that filters, as the verdict kit tries it. */
export interface VerdictEngine {
  open(scene: VerdictScene): Promise<VerdictSwitch>
}
