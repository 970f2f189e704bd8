import type { DeviceKind } from '@netloom/core'
import type { OpenvswitchOptions } from './openvswitch-options.ts'
import { OvsSwitch } from './ovs-switch.ts'

/**
 * Device kinds of a host with Open vSwitch: bridges, ports, local VLANs and flows, over one connection to its database and
 * one for each bridge's flows. Connects when first read, watched or applied; what is pure needs no connection.
 */
export const openvswitchKinds = (options: OpenvswitchOptions): readonly DeviceKind[] => new OvsSwitch(options).kinds
