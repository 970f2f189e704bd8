import { describe, expect, it } from 'vitest'
import { linkKinds } from '@netloom/dataplane'
import { switchRole } from '@netloom/agent-runtime'
import { type AgentRoleFixture, agentRoleChecks, brokenRules, describeAgentRole } from '../../src/conformance/index.ts'
import { brokenRoles } from './broken-roles.ts'
import { soundRenderer } from './fake-switch-renderer.ts'
import { rulesNamed } from './rules-named.ts'
import { switchRoleObject } from './switch-role-objects.ts'
import { toyRoleFixture } from './toy-role.ts'

const setupFor = (fixture: () => AgentRoleFixture): { open: () => Promise<AgentRoleFixture> } => ({
  open: () => Promise.resolve(fixture()),
})

describeAgentRole('a role of two kinds of topics', setupFor(toyRoleFixture))

describeAgentRole(
  'the role of a switch',
  setupFor(() => ({
    role: switchRole(soundRenderer),
    kinds: linkKinds,
    entity: 'L2',
    object: switchRoleObject('toy'),
  })),
)

describe('kit for roles of agents', () => {
  it.each(brokenRoles)('catches a role that %s', async (_flaw, options, rule) => {
    expect(
      await brokenRules(
        rulesNamed(agentRoleChecks, rule),
        setupFor(() => toyRoleFixture(options())),
      ),
    ).toEqual([rule])
  })
})
