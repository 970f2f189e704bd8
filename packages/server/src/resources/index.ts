import type { Resource } from '../resource/resource.ts'
import { networkResource } from './network.ts'
import { portResource } from './port.ts'
import { subnetResource } from './subnet.ts'

/** Everything the API offers. */
export const RESOURCES: readonly Resource[] = [networkResource, subnetResource, portResource]
