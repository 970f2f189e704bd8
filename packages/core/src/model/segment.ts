import type { StandardAttributes } from './standard-attributes.ts'

/** The network types that ship with netloom; a third party's type driver adds names of its own. */
export type NetworkType = string

/** One layer-2 realisation of a network. Inapplicable fields are null (local has neither, flat has no id). */
export interface Segment {
  readonly id: string
  readonly networkId: string
  readonly networkType: NetworkType
  readonly physicalNetwork: string | null
  readonly segmentationId: number | null
  /** Position inside its network; the first one is the top of a hierarchy. */
  readonly segmentIndex: number
  /** Allocated by a mechanism driver while binding; goes with its network. */
  readonly isDynamic: boolean
}

/** What an operator asks for (`provider:*`); absent fields are left to the type driver. */
export interface ProviderSegment {
  readonly networkType: NetworkType
  readonly physicalNetwork?: string
  readonly segmentationId?: number
}

/** What a type driver hands out: a segment that is not yet part of a network. */
export interface AllocatedSegment {
  readonly networkType: NetworkType
  readonly physicalNetwork: string | null
  readonly segmentationId: number | null
}

/** A segment as an API resource of its own. */
export interface NamedSegment extends Segment, StandardAttributes {
  readonly name: string
}

/** One more segment for a network that exists. */
export interface SegmentCreate extends ProviderSegment {
  readonly networkId: string
  readonly name?: string
  readonly description?: string
}

export type SegmentUpdate = Partial<Pick<NamedSegment, 'name' | 'description'>>
