/** What an agent of a host does, as `netloom agent --role` names it. */
export interface LabRole {
  readonly name: string
  /** It wires ports: the host's own agent. The others serve beside it. */
  readonly wires?: true
}

/** What `lab stop` and messages call the agent, before `@HOST`; its files begin so, too. */
export const agentName = ({ name, wires }: LabRole): string => (wires === true ? 'agent' : name)

/** For sentences. */
export const describeRole = ({ name, wires }: LabRole): string => (wires === true ? 'agent' : `${name} agent`)

/** Begins the names of an agent's files. */
export const agentFiles = (role: LabRole, host: string): string => `${agentName(role)}-${host}`
