import { type AllocatedSegment, InvalidInputError, type ProviderSegment, type TypeDriver } from '@netloom/core'
import { type Transaction } from '@netloom/core/store'
import { FakeTypeDriver } from './fake-type-driver.ts'

export type Fault = (sound: TypeDriver) => Partial<TypeDriver>

/** A maker of drivers that share `fault`'s memory only where it is made outside of it. */
export const with_ = (fault: Fault) => (): TypeDriver => {
  const sound = new FakeTypeDriver()
  const parts: TypeDriver = {
    networkType: sound.networkType,
    isPartial: (segment) => sound.isPartial(segment),
    validate: (segment) => {
      sound.validate(segment)
    },
    reserve: (segment, tx) => sound.reserve(segment, tx),
    allocate: (tx) => sound.allocate(tx),
    release: (segment, tx) => sound.release(segment, tx),
    mtu: () => sound.mtu(),
  }
  return { ...parts, ...fault(sound) }
}

export const forever = (): Promise<never> => new Promise(() => undefined)
export const rows = (tx: Transaction) => tx.db.deleteFrom('segment_allocations').where('network_type', '=', 'toy')
export const insert = (tx: Transaction, id: number) =>
  tx.db.insertInto('segment_allocations').values({ network_type: 'toy', physical_network: '', segmentation_id: id })

export const UNIQUE = 'allocates the whole pool, each segment once, then says undefined'
export const SHARE = 'allocates nothing that an operator has reserved, and the other way round'
export const NO_WHOLE = 'refuses ids that are no whole numbers, whatever they are instead'
export const NAMES = 'refuses wrong requests with 400, naming the field'
export const MTU = 'limits the MTU to a whole number of bytes, always the same'
export const ROOM = 'leaves room in the MTU for what it puts around a packet'
export const FULL = 'accepts a full request, and says that it is full'
export const EXACT = 'reserves exactly what was asked for, null where nothing applies'
export const TAKEN = 'refuses a taken segment with 409, also after a restart'
export const OTHERS = 'leaves the rows of other types and tables alone, and is not taken in by them'
export const WHICHEVER = 'gives back the released segment, whichever it is, and no other'

export const withId = (id: unknown): AllocatedSegment => ({
  networkType: 'toy',
  physicalNetwork: null,
  segmentationId: id as number,
})
export const refusing =
  (judge: (segment: ProviderSegment) => string | undefined): Fault =>
  () => ({
    validate: (segment) => {
      const problem = judge(segment)
      if (problem !== undefined) throw new InvalidInputError(problem)
    },
  })
