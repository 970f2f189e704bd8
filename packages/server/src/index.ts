// The whole public API of @netloom/server.
export { agentLinkServer, type AgentLinkServer } from './agent-link-server.ts'
export type { AgentLinkOptions } from './agent-link-options.ts'
export type { AgentCredentials } from './gate.ts'
export type { Certificate } from './certificate.ts'
export { startServer, type RunningServer, type ServerOptions } from './start-server.ts'
export { createApp } from './api/app.ts'
export type { AppOptions } from './api/app-options.ts'
export { DEFAULT_LIMITS, type Limits } from './limits/limits.ts'
export { metricsRegistry } from './metrics/metrics-registry.ts'
export type { MetricsAccess } from './metrics/may-read-metrics.ts'
export { measuredStore } from './metrics/store-metrics.ts'
export { openApiDocument } from './openapi/open-api-document.ts'
export type { DocumentInfo, OpenApiDocument } from './openapi/open-api-types.ts'
export { RESOURCES, resourcesIn } from './resources/index.ts'
export { defineResource, type Resource, type ResourcePolicy, type Service, type Values } from './resource/resource.ts'
export type { Attribute } from './resource/attribute.ts'
export type { Action, ActionCall } from './resource/action.ts'
export { HttpBadRequestError, HttpError } from './api/http-errors.ts'
export { InvalidValue } from './values/invalid-value.ts'
export { value, type JsonSchema } from './values/value.ts'
export {
  ADMIN,
  ADMIN_OR_SERVICE,
  ANYONE,
  MANAGER,
  MEMBER,
  READER,
  type PolicyTarget,
  type Rule,
} from './policy/rule.ts'
export { policyOf, type Policy, type PolicyOptions } from './policy/oslo/policy.ts'
export type { PolicyText } from './policy/oslo/read-policy-text.ts'
export { contextOf, type Authenticator, type ContextOf, type Identity } from './auth/authenticator.ts'
export { tokenAuth, type TokenAuthOptions } from './auth/token-auth.ts'
export { agentTokens, type AgentTokens, type AgentTokensOptions } from './auth/agent-tokens.ts'
export { TokenFile, type MadeToken, type NewTokenOptions, type TokenOwner } from './auth/token-file.ts'
export type { AgentToken, ClientToken, TokenEntry } from './auth/token-entry.ts'
export { keystoneAuth } from './auth/keystone-auth.ts'
export type { KeystoneOptions } from './auth/keystone-client.ts'
export { noAuth, type NoAuthOptions } from './auth/no-auth.ts'
export { UnauthorizedError } from './auth/unauthorized-error.ts'
export type { CorsOptions } from './api/cors.ts'
export type { OriginOptions } from './api/origin.ts'
