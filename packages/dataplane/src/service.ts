// What agents of services make on a host, beside what a switch has: namespaces, links that lead there, processes with their
// files. No service is known here by name.
export type {
  NamespaceAddressState,
  NamespacePortState,
  NamespaceRouteState,
  NamespaceSettingsState,
  NamespaceState,
  RouteHop,
} from './service-namespaces/namespace-state.ts'
export { hasAddress } from './service-namespaces/address-presence.ts'
export { AddressWatch } from './service-namespaces/address-watch.ts'
export { endProcess } from './service-processes/end-process.ts'
export { hasTool } from './pipe/has-tool.ts'
export { missingTool } from './pipe/missing-tool.ts'
export { AddressAnnouncer } from './announce/address-announcer.ts'
export { namespaceAddressKind } from './service-namespaces/namespace-address-kind.ts'
export { namespaceRouteKind } from './service-namespaces/namespace-route-kind.ts'
export { namespaceSettingsKind } from './service-namespaces/namespace-settings-kind.ts'
export { NamespaceWatch } from './service-namespaces/namespace-watch.ts'
export { ownNamespaces } from './service-namespaces/read-namespaces.ts'
export type { ServiceNames } from './service-namespaces/service-names.ts'
export { ServiceNamespaces } from './service-namespaces/service-namespaces.ts'
export { namespaceKind } from './service-namespaces/namespace-kind.ts'
export { namespacePortKind } from './service-namespaces/namespace-port-kind.ts'
export { hasIpv6 } from './service-namespaces/has-ipv6.ts'
export { applyEach } from './steps/apply-each.ts'
export { ROOT, accountOf, barrier, mayConnect, ownerOf, type Account } from './service-processes/account.ts'
export { chooseAccount, keptOut, type AccountChoice } from './service-processes/choose-account.ts'
export { chooseProxyAccount, metadataProxyProgram } from './service-processes/metadata-proxies.ts'
export type { ProcessPlaces } from './service-processes/own-folders.ts'
export { makeFolder, readText, removeFile, replaceFile } from './service-processes/private-folder.ts'
export type { ServedFiles } from './service-processes/served-files.ts'
export type {
  FoundServedProcess,
  ServedProcess,
  ServiceProcessState,
} from './service-processes/service-process-state.ts'
export {
  keepsProcess,
  serviceProcessKind,
  type ServiceProcessKindOptions,
} from './service-processes/service-process-kind.ts'
export { ServiceProcesses } from './service-processes/service-processes.ts'
export type { ServiceProgram, SuccessorWords } from './service-processes/service-program.ts'
