/** What an agent does: wire ports, or serve DHCP. */
export type LabRole = 'l2' | 'dhcp'

/** Begins the names of an agent's files. */
export const agentFiles = (role: LabRole, host: string): string => `${role === 'l2' ? 'agent' : 'dhcp'}-${host}`
