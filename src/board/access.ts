import { isLoopback } from '../http/loopback.js';
import { secretCheck } from '../http/secret.js';
import { BoardError } from './errors.js';

export const tokenVariable = 'RINGONCE_BOARD_TOKEN';

const minTokenLength = 16;

/** Why a request is refused, undefined where it may pass. */
export type AccessCheck = (headers: {
  readonly host?: string | undefined;
  readonly authorization?: string | undefined;
}) => { readonly status: 401 | 403; readonly says: string } | undefined;

/**
 * Who may see the board. With a token: who sends it, as the password of HTTP's Basic authentication, which browsers ask for, or as a bearer
 * token. Without: who is on this machine.
 *
 * @throws BoardError for a token that is too short, or none beyond loopback
 */
export function accessTo(host: string, token: string | undefined): AccessCheck {
  if (token !== undefined) return withToken(token);
  if (!isLoopback(host))
    throw new BoardError(
      `Without a token the board listens on this machine only, not on ${host}: set ${tokenVariable} or --token-file, or leave --host out.`,
    );
  return ({ host: asked }) =>
    // A page of the web whose name was made to lead here would have its own name there.
    isLoopback(nameOf(asked))
      ? undefined
      : { status: 403, says: 'Without a token the board is shown on this machine only: open it as http://127.0.0.1.' };
}

function withToken(token: string): AccessCheck {
  if (token.length < minTokenLength)
    throw new BoardError(
      `The board's token is shorter than ${minTokenLength} characters: make a longer one, for example with \`openssl rand -hex 32\`.`,
    );
  const isToken = secretCheck(token);
  return ({ authorization = '' }) => {
    const [scheme = '', credentials = ''] = authorization.split(/ +/, 2);
    const isBasic = scheme.toLowerCase() === 'basic';
    const given = isBasic
      ? Buffer.from(credentials, 'base64')
          .toString()
          .replace(/^[^:]*:/, '')
      : credentials;
    return isToken(given)
      ? undefined
      : { status: 401, says: "Give the board's token as the password; the user name does not matter." };
  };
}

/** `127.0.0.1` of `127.0.0.1:4050` and `::1` of `[::1]:4050`. */
const nameOf = (host = ''): string => host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
