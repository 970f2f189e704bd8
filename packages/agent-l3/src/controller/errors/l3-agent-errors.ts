import { ConflictError, NotFoundError } from '@netloom/core'

export class InvalidL3AgentError extends NotFoundError {
  readonly code = 'InvalidL3Agent'
  constructor(id: string) {
    super(`Agent ${id} is not a L3 Agent or has been disabled`)
  }
}

export class RouterHostedByL3AgentError extends ConflictError {
  readonly code = 'RouterHostedByL3Agent'
  constructor(routerId: string, agentId: string) {
    super(`The router ${routerId} has been already hosted by the L3 Agent ${agentId}.`)
  }
}

export class RouterNotHostedByL3AgentError extends ConflictError {
  readonly code = 'RouterNotHostedByL3Agent'
  constructor(routerId: string, agentId: string) {
    super(`The router ${routerId} is not hosted by L3 agent ${agentId}.`)
  }
}

export class DvrL3CannotAssignToDvrAgentError extends ConflictError {
  readonly code = 'DVRL3CannotAssignToDvrAgent'
  constructor() {
    super("Not allowed to manually assign a router to an agent in 'dvr' mode.")
  }
}
