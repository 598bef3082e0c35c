/** A fault, setting or query that the control API does not understand. Correct the members that the message names. */
export class InvalidControlRequestError extends Error {
  override readonly name = 'InvalidControlRequestError';
  readonly code = 'INVALID_CONTROL_REQUEST';
}

/** Another process listens on the port. Choose another one, or 0 for any free port. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly code = 'SIMULATOR_PORT_IN_USE';

  constructor(
    readonly host: string,
    readonly port: number,
    options?: ErrorOptions,
  ) {
    super(`Port ${port} on ${host} is in use. Choose another port, or 0 for any free one.`, options);
  }
}

/** The simulator was closed while someone waited for a ring, a request or an event. */
export class SimulatorClosedError extends Error {
  override readonly name = 'SimulatorClosedError';
  readonly code = 'SIMULATOR_CLOSED';

  constructor() {
    super('The simulator was closed before that happened.');
  }
}
