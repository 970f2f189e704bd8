import { type SecurityRuleItem, securityGroupTopic } from '@netloom/core/firewall'
import { cold, GROUP, ruleItem } from './filtering-agent.ts'

/** Runs in a namespace: the tables of an agent with so many ports, which may send everything, until its input ends. */
const { agent } = await cold(Number(process.argv[2]))
const { key, revision, body } = ruleItem(1_000)
const everything: SecurityRuleItem = {
  ...(body as SecurityRuleItem),
  ...{ direction: 'egress', protocol: null, portMin: null, portMax: null },
}
agent.receive({
  ...{ type: 'change', topic: securityGroupTopic(GROUP), previous: 1, cursor: { epoch: 'e', rev: 2 } },
  changes: [{ key, revision, body: everything }],
})
await agent.idle()
console.log('ready')
process.stdin.resume()
process.stdin.once('end', () => process.exit(0))
