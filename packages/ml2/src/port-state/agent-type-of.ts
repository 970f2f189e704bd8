import type { MechanismDriver, Port } from '@netloom/core'

/** Type of the agent that wires the port: that of the driver of its bottom level. Undefined: that driver has no agent. */
export function agentTypeOf(port: Port, drivers: readonly MechanismDriver[]): string | undefined {
  const name = port.binding.levels.at(-1)?.driver
  return drivers.find((driver) => driver.name === name)?.agentType
}
