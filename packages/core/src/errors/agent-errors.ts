import { ConflictError } from './networking-error.ts'

/** As many agents as there may be have said hello, and none of them can make room. */
export class TooManyAgentsError extends ConflictError {
  readonly code = 'TooManyAgents'
  constructor(
    readonly host: string,
    readonly limit: number,
  ) {
    super(
      `The agent on host ${host} is not taken in: there are ${String(limit)} agents, which is the most (maxAgents). ` +
        'Delete those that are gone (openstack network agent delete).',
    )
  }
}
