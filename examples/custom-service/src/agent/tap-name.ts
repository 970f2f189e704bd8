/** Device of a port on its host. Neutron's agents, hypervisors and netloom's switches all name it so. */
export const tapName = (portId: string): string => `tap${portId.slice(0, 11)}`
