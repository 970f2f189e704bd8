import { expect, it } from 'vitest'
import { parseRuleset } from '../src/agent/firewall/ruleset-text.ts'

/** As nftables 1.0.6 prints it; the third device's frames come to nobody. */
const PRINTED = `table bridge netloom {
	map ports {
		type ifname : verdict
		elements = { "tap1" : jump tap1,
			     "tap2" : jump tap2 }
	}

	chain guard {
		type filter hook prerouting priority -300; policy accept;
		iifname vmap @ports
	}

	chain tap1 {
		comment "port/1"
	}

	chain tap2 {
		comment "port/2"
	}

	chain tap3 {
		comment "port/3"
	}
}
`

it('knows of each of several devices whether its frames come to its guard', () => {
  expect(parseRuleset(PRINTED).map(({ owner, reached }) => [owner, reached])).toEqual([
    ['port/1', true],
    ['port/2', true],
    ['port/3', false],
  ])
})

it('leaves out chains of another agent, and tells those that name none', () => {
  const printed = PRINTED.replace('"port/1"', '"netloom@linuxbridge.h1:port/1"').replace(
    '"port/2"',
    '"netloom@linuxbridge.h2:port/2"',
  )
  expect(parseRuleset(printed, 'linuxbridge.h1').map(({ owner, hasOldMark }) => [owner, hasOldMark])).toEqual([
    ['port/1', undefined],
    ['port/3', true],
  ])
})
