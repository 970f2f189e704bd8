import type { FeedWrite } from '@netloom/core'
import { ruleKey, securityGroupTopic, type SecurityRuleItem } from '@netloom/core/firewall'
import { canonicalPrefix } from '@netloom/core/kit'
import type { RuleMatch } from '../model/security-group-rule.ts'
import { protocolNumber } from '../model/protocols.ts'

interface PublishedRule extends RuleMatch {
  readonly id: string
  readonly securityGroupId: string
  readonly revisionNumber: number
}

export const ruleWrite = (rule: PublishedRule): FeedWrite => ({
  topic: securityGroupTopic(rule.securityGroupId),
  key: ruleKey(rule.id),
  revision: rule.revisionNumber,
  body: itemOf(rule),
})

export const ruleGone = ({
  id,
  securityGroupId,
  revisionNumber,
}: Pick<PublishedRule, 'id' | 'securityGroupId' | 'revisionNumber'>): FeedWrite => ({
  topic: securityGroupTopic(securityGroupId),
  key: ruleKey(id),
  revision: revisionNumber + 1,
  body: null,
})

function itemOf(rule: PublishedRule): SecurityRuleItem {
  const { remoteIpPrefix: prefix } = rule
  return {
    id: rule.id,
    direction: rule.direction,
    ethertype: rule.ethertype,
    protocol: rule.protocol === null ? null : protocolNumber(rule.protocol),
    portMin: rule.portRangeMin,
    portMax: rule.portRangeMax,
    remotePrefix: prefix === null ? null : (canonicalPrefix(prefix) ?? null),
    remoteGroupId: rule.remoteGroupId,
    remoteAddressGroupId: rule.remoteAddressGroupId,
  }
}
