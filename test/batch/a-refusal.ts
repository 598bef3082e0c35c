/** What the SDK throws of a gRPC status. */
export function grpcError(code: number, details: string): Error {
  return Object.assign(new Error('Failed to start Workflow'), {
    cause: Object.assign(new Error(details), { code, details, metadata: {} }),
  });
}

export const unavailable = (): Error => grpcError(14, 'No connection established');
