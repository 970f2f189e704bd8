/** What clients look for before they use a part of the API; the texts are those that Neutron shows. */
export interface Extension {
  readonly alias: string
  readonly name: string
  readonly updated: string
  readonly description: string
  /**
   * Declarations without which we do not have it: a resource (`quota`), its attribute (`network.mtu`) or its action
   * (`quota:details`, the last part of the action's path).
   */
  readonly needs: readonly string[]
}
