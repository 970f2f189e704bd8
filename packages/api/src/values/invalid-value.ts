/** A value that an attribute cannot have; `message` is the reason, in Neutron's words. */
export class InvalidValue extends Error {
  override readonly name = 'InvalidValue'
}
