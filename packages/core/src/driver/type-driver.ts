import type { AllocatedSegment, ProviderSegment } from '../model/segment.ts'
import type { Transaction } from '../store/store.ts'

/** Owns the segments of one network type. Called by the TypeManager only, after `initialize`. */
export interface TypeDriver {
  /** The `provider:network_type` this driver answers for. */
  readonly networkType: string
  /** Once, after all drivers are loaded and the store is open. A throw aborts the start. */
  initialize?(): Promise<void>
  /** Whether the request leaves something to choose. Pure. */
  isPartial(segment: ProviderSegment): boolean
  /** Judges an operator's request. Pure. @throws {InvalidInputError} naming field, value and what is allowed. */
  validate(segment: ProviderSegment): void
  /**
   * Takes exactly this segment (outside the configured ranges too), or, when partial, any free one that fits.
   * @throws {ConflictError} if taken, {@link NoNetworkAvailableError} if a partial request finds none; rolls `tx` back.
   */
  reserve(segment: ProviderSegment, tx: Transaction): Promise<AllocatedSegment>
  /** Takes any free segment for a project; undefined = none, so the next type is tried. */
  allocate(tx: Transaction): Promise<AllocatedSegment | undefined>
  /** Gives the segment back; harmless when repeated or unknown. */
  release(segment: AllocatedSegment, tx: Transaction): Promise<void>
  /** Largest IP packet a port may send, bytes, encapsulation already deducted; 0 = no limit of its own. */
  mtu(physicalNetwork?: string): number
  /** In reverse order of the start. */
  close?(): Promise<void>
}
