// The whole public API of @netloom/lbaas-haproxy.
export { type CertificateStore, LocalCertificateStore, type Secret } from './certificates/certificate-store.ts'
export { driverPackage } from './agent/driver-package.ts'
export { haproxyDriver, type HaproxyDriverOptions } from './agent/haproxy-driver.ts'
export type { HaproxyOptions } from './render/haproxy-options.ts'
export type { SecretKind } from './render/names.ts'
