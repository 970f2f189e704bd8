/** What an operator writes to run ports without anything that guards them; for messages. */
export const UNGUARDED = '[securitygroup] firewall_driver = noop together with [agent] prevent_arp_spoofing = false'
