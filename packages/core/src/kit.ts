export {
  type Address,
  addressKey,
  addressOfKey,
  canonicalAddress,
  formatAddress,
  type IpVersion,
  parseAddress,
} from './addresses/address.ts'
export { inAddressOrder } from './addresses/address-order.ts'
export {
  canonicalPrefix,
  type Cidr,
  cidrContains,
  cidrsOverlap,
  formatCidr,
  isUsable,
  parseCidr,
  usableRange,
} from './addresses/cidr.ts'
export { linkLocalAddress } from './addresses/link-local.ts'
export {
  accountForOptions,
  NOTES as OPTION_NOTES,
  REFUSALS as OPTION_REFUSALS,
  type OptionAccount,
  type OptionsWithoutEffect,
} from './config/account-for-options.ts'
export { IniSectionReader } from './config/ini-section-reader.ts'
export { editDistance, nearestName } from './config/nearest-name.ts'
export {
  BUILT_IN_EXTENSIONS,
  BUILT_IN_PLUGINS,
  checkServicePlugins,
  servicePlugins,
  foreignExtensions,
} from './config/in-tree-plugins.ts'
export type { OptionCatalogue } from './config/option-catalogue.ts'
export { readPermittedEthertypes } from './config/permitted-ethertypes.ts'
export { type IniConfig, readIniFiles } from './config/read-ini-files.ts'
export { flagOption, type OptionCheck, parseServiceOptions, type ServiceOptionRules } from './config/service-options.ts'
export { RecordedReads } from './config/recorded-reads.ts'
export type { IniFile } from './config/scan-ini.ts'
export { UNGUARDED } from './config/unguarded.ts'
export { writeIni } from './config/write-ini.ts'
export { objectsOn } from './driver-kit/assigned-objects.ts'
export { whoHasIt } from './driver-kit/assigned-topics.ts'
export { type AgentBinding, bindByAgent, type Refusal } from './driver-kit/bind-by-agent.ts'
export { extensionField } from './driver/extension-attribute.ts'
export { type ChangedAssignment, changedAssignments } from './role/changed-assignments.ts'
export { describeSegment } from './driver-kit/describe-segment.ts'
export { checkIdRanges, type IdBounds, type IdRange, parseIdRanges } from './driver-kit/id-ranges.ts'
export { physicalMtu, tunnelMtu } from './driver-kit/mtu.ts'
export { SegmentPool, type SegmentPoolOptions } from './driver-kit/segment-pool.ts'
export { TunnelTypeDriver, type TunnelTypeOptions } from './driver-kit/tunnel-type-driver.ts'
export { isTurnOver, mapInTurns, yieldLongTurn } from './base/event-loop-turns.ts'
export { LIMITS, pythonJsonLength } from './base/limits.ts'
export { type EndSignal, untilSignalled } from './base/until-signalled.ts'
export { isOwn, isService, ownerOf, requireOwner, requireRevision } from './service-kit/access.ts'
export { chunks, insertChunks } from './service-kit/chunks.ts'
export { timestamp } from './service-kit/timestamp.ts'
export { unknownFilter, wantedValues } from './service-kit/filter-values.ts'
export {
  accountName,
  METADATA_ADDRESS,
  METADATA_ADDRESS_6,
  METADATA_PORT,
  METADATA_PROXY_FILE,
  type MetadataProxy,
  type MetadataProxyOptions,
  metadataProxyArguments,
  metadataProxyText,
  readMetadataProxyOptions,
} from './service-kit/metadata-proxy.ts'
export { listInMemory } from './service-kit/list-in-memory.ts'
export { type InputSchema, parseInput } from './service-kit/parse-input.ts'
export {
  flag,
  type ListColumn,
  type ListColumns,
  type ListShape,
  nullable,
  number,
  spelled,
  standardColumns,
  text,
} from './service-kit/list-columns.ts'
