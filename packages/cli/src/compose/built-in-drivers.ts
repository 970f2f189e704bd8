import type { DriverPackage } from '@netloom/core'
import { driverPackage as l2population } from '@netloom/mech-l2pop'
import { driverPackage as linuxbridge } from '@netloom/mech-linuxbridge'
import { driverPackage as openvswitch } from '@netloom/mech-ovs'
import { driverPackage as flat } from '@netloom/type-flat'
import { driverPackage as geneve } from '@netloom/type-geneve'
import { driverPackage as gre } from '@netloom/type-gre'
import { driverPackage as local } from '@netloom/type-local'
import { driverPackage as vlan } from '@netloom/type-vlan'
import { driverPackage as vxlan } from '@netloom/type-vxlan'

/** What the command brings along; every other name in an INI file means an installed package. */
export const BUILT_IN_DRIVERS: readonly DriverPackage[] = [
  local,
  flat,
  vlan,
  gre,
  vxlan,
  geneve,
  linuxbridge,
  openvswitch,
  l2population,
]
