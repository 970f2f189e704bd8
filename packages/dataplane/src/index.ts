// The whole public API of @netloom/dataplane.
export { Connections } from './conntrack/connections.ts'
export { parseListing, type ListedChain, type ListedElement, type Listing } from './nft/parse-listing.ts'
export { countConnections } from './conntrack/count-connections.ts'
export { NftTransactions } from './nft/nft-transactions.ts'
export { kernelHost, type KernelHostOptions } from './host/kernel-host.ts'
export { CommandError } from './access/command-error.ts'
export { addressesOf, deviceOfAddress, type HostAddress } from './host/addresses-of.ts'
export { hostAddresses } from './host/host-addresses.ts'
export { runSteps } from './steps/run-steps.ts'
export { BatchPipe, type BatchPipeOptions, type LineResult } from './pipe/batch-pipe.ts'
export { debianPackage, missingTool } from './pipe/missing-tool.ts'
export { InvalidWordError } from './kinds/argument-words.ts'
export { linkKinds, linkKindsOf } from './kinds/all-kinds.ts'
export { describeForeignChain, foreignRules, judgeForeignRules, type ForeignChain } from './nft/foreign-rules.ts'
export { watchTables } from './monitor/table-watch.ts'
export type { TableWatch } from './monitor/transaction-judge.ts'
export { readLinks, type Link } from './kinds/link.ts'
export { bridgeKind } from './kinds/bridge.ts'
export type { BridgeState } from './kinds/bridge-state.ts'
export { vlanKind } from './kinds/vlan.ts'
export type { VlanState } from './kinds/vlan-state.ts'
export { vxlanKind } from './kinds/vxlan.ts'
export type { VxlanState } from './kinds/vxlan-state.ts'
export { bridgePortKind } from './kinds/bridge-port.ts'
export type { BridgePortState } from './kinds/bridge-port-state.ts'
export { fdbKind, type FdbState } from './kinds/fdb.ts'
export { bridgeFdbKind, type BridgeFdbState } from './kinds/bridge-fdb.ts'
export { floodKind, type FloodState } from './kinds/flood.ts'
export { neighbourKind, type NeighbourState } from './kinds/neighbour.ts'
export {
  simulatedHost,
  type SimulatedCounters,
  type SimulatedHost,
  type SimulatedHostOptions,
} from './simulated/simulated-host.ts'
export type { FaultOptions } from './simulated/faults.ts'
export {
  addNamespaces,
  deleteDevices,
  deleteNamespaces,
  listNamespaces,
  runInNamespace,
  type RunOptions,
} from './namespaces/namespaces.ts'
export { isNamespace } from './namespaces/is-namespace.ts'
export { probeFeatures } from './probe/probe-features.ts'
export { probe } from './probe/probe.ts'
export type { DriverVerdict, Feature, Needs, ProbeReport } from './probe/feature.ts'
export { HostRequirementError, requireKernelAccess } from './probe/requirements.ts'
export { nftFate, startNftTrace, type NftFate, type NftTrace, type NftTraceOptions } from './nft-trace/nft-trace.ts'
export { parseTraceLine, type NftTraceStep } from './nft-trace/parse-trace-line.ts'
