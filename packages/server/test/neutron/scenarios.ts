import type { Scenario } from './scenario.ts'
import { frame } from './scenarios/frame.ts'
import { groupLife } from './scenarios/group-life.ts'
import { lists } from './scenarios/lists.ts'
import { networks, providerNetworks } from './scenarios/networks.ts'
import { availability, childRevisions, revisions, segments } from './scenarios/others.ts'
import { policy } from './scenarios/policy.ts'
import { addressScopes, poolSubnets, subnetpools } from './scenarios/pools.ts'
import { portGroups } from './scenarios/port-groups.ts'
import { portLists } from './scenarios/port-lists.ts'
import { portUpdate } from './scenarios/port-update.ts'
import { portCreate } from './scenarios/ports.ts'
import { qosPolicies, qosRules } from './scenarios/qos.ts'
import { securityGroupRules } from './scenarios/security-group-rules.ts'
import { securityGroups } from './scenarios/security-groups.ts'
import { subnetLife } from './scenarios/subnet-life.ts'
import { subnets, subnets6 } from './scenarios/subnets.ts'
import { tags } from './scenarios/tags.ts'
import { quotas, rbacPolicies } from './scenarios/tenancy.ts'
import { addressGroups, trunks } from './scenarios/trunks.ts'

/** Everything that is asked of Neutron and of us. */
export const SCENARIOS: readonly Scenario[] = [
  frame,
  networks,
  providerNetworks,
  lists,
  subnets,
  subnets6,
  subnetLife,
  portCreate,
  portUpdate,
  portLists,
  subnetpools,
  poolSubnets,
  addressScopes,
  segments,
  availability,
  revisions,
  childRevisions,
  tags,
  quotas,
  rbacPolicies,
  qosPolicies,
  qosRules,
  trunks,
  addressGroups,
  securityGroups,
  securityGroupRules,
  portGroups,
  groupLife,
  policy,
]
