// In this folder: what our HTTP servers have in common, whatever they serve. It imports nothing of ours.
import type { FastifyInstance } from 'fastify';

export interface ListenOn {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** The options that a person would change. Default `--port or --host`. */
  readonly options?: string;
}

/**
 * Listens, and answers with the server's URL.
 *
 * @param AreaError what is thrown when the address cannot be had; its message says what to change
 */
export async function listen(
  app: FastifyInstance,
  { host, port, options = '--port or --host' }: ListenOn,
  AreaError: new (message: string, options: ErrorOptions) => Error,
): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'another process listens there' : (code ?? 'unknown reason');
    throw new AreaError(`Cannot listen on ${host}:${port} (${why}): choose another ${options}.`, { cause: error });
  }
}
