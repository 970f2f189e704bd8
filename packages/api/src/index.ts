/** `@netloom/api`: the language in which resources are declared, and Neutron’s own resources in it. Data; no HTTP. */
export {
  forbidden,
  HttpBadRequestError,
  HttpError,
  methodNotAllowed,
  notAcceptable,
  notFound,
} from './errors/http-errors.ts'
export { applyPolicy } from './policy/oslo/apply-policy.ts'
export { ruleOf } from './policy/oslo/evaluate.ts'
export { CONTEXT_IS_ADMIN, judgeRules } from './policy/oslo/judge-rules.ts'
export { type PolicyIni, readPolicyIni } from './policy/oslo/policy-ini.ts'
export { type PolicyText, readPolicyText } from './policy/oslo/read-policy-text.ts'
export {
  ADMIN,
  ADMIN_OR_SERVICE,
  ANYONE,
  MANAGER,
  MEMBER,
  type PolicyTarget,
  READER,
  type Rule,
} from './policy/rule.ts'
export type { Action, ActionCall } from './resource/action.ts'
export type { Attribute } from './resource/attribute.ts'
export { compile, type CompiledResource } from './resource/compiled.ts'
export {
  type BodyStep,
  type Dialect,
  type NamedResource,
  neutronErrorBody,
  type RefusedRequest,
} from './resource/dialect.ts'
export { exactJson } from './resource/exact-json.ts'
export { extendedResources, type ExtensionDrivers } from './resource/extended-resources.ts'
export { ifMatch } from './resource/if-match.ts'
export { readInner } from './resource/read-body.ts'
export type { Query } from './resource/read-list-query.ts'
export { render } from './resource/render.ts'
export { RenderCache } from './resource/render-cache.ts'
export { ResourceApi, type ResourceCall } from './resource/resource-api.ts'
export {
  defineResource,
  type Model,
  type Resource,
  type ResourcePolicy,
  type Service,
  type Values,
} from './resource/resource.ts'
export { type ResourceExtension, type ServiceApi, serviceResources } from './resource/service-api.ts'
export { tagActions } from './resource/tag-actions.ts'
export { agentResource } from './resources/agent.ts'
export { RESOURCES, resourcesIn } from './resources/index.ts'
export { networkResource } from './resources/network.ts'
export { withServiceQuotas } from './resources/service-quotas.ts'
export { identity, ownership, standardAttributes } from './resources/standard-attributes.ts'
export { ipAddress, ipAddressOrNull, LONGEST_CIDR } from './values/addresses.ts'
export { boolean, toBoolean } from './values/boolean.ts'
export { DNS_DOMAIN, domainName, hostName } from './values/domain-name.ts'
export { integer, toInteger } from './values/integer.ts'
export { idBody } from './values/id-body.ts'
export { InvalidValue } from './values/invalid-value.ts'
export { oneOf } from './values/one-of.ts'
export { fixedIps } from './values/port-parts.ts'
export { prefixes } from './values/prefixes.ts'
export { pythonText } from './values/python-text.ts'
export { range } from './values/range.ts'
export { shown } from './values/shown.ts'
export { isDictionary, requireKeys, zoneHints } from './values/structures.ts'
export { hostRoutes } from './values/subnet-parts.ts'
export { text, textOrNull } from './values/text.ts'
export { requireUuid, uuid, UUID_SCHEMA, uuidOrNull } from './values/uuid.ts'
export { type JsonSchema, schemaOf, value } from './values/value.ts'
