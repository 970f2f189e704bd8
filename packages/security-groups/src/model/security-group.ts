import type { StandardAttributes } from '@netloom/core'
import type { SecurityGroupRule } from './security-group-rule.ts'

/** Rules under one name, for ports to be in. */
export interface SecurityGroup extends StandardAttributes {
  readonly id: string
  readonly projectId: string
  readonly name: string
  /** False = each packet is judged alone, replies too. */
  readonly stateful: boolean
  readonly shared: boolean
  /** All of them, whoever made them. */
  readonly rules: readonly SecurityGroupRule[]
}

export interface SecurityGroupCreate {
  readonly id?: string
  readonly projectId?: string
  readonly name?: string
  readonly description?: string
  /** Default true. */
  readonly stateful?: boolean
}

export type SecurityGroupUpdate = Partial<Pick<SecurityGroup, 'name' | 'description' | 'stateful'>>
