export { lossyChannel, type Faults, type LossyOptions } from './fakes/lossy-channel.ts'
export { seededRandom } from './fakes/seeded-random.ts'
export { VirtualClock } from './simulator/virtual-clock.ts'
