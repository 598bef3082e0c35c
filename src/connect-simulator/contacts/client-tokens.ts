import { isDeepStrictEqual } from 'node:util';

import { connectError } from '../errors.js';
import type { SimulatorSettings } from '../settings.js';
import type { Contact } from './contact.js';
import type { OutboundVoiceRequest } from './outbound-voice-request.js';

const tokenLifeMs = 7 * 24 * 60 * 60 * 1000;

interface Lookup {
  readonly nowOf: (contact: Contact) => number;
  readonly isEnded: (contact: Contact) => boolean;
  readonly settings: Pick<SimulatorSettings, 'tokenAfterEnd' | 'tokenMismatch'>;
}

/**
 * Which contact a client token stands for. "The token is valid for 7 days after creation. If a contact is already started, the
 * contact ID is returned." AWS leaves open what counts for contacts that have ended and for other requests; settings choose. It also
 * does not state the scope: here a token is one for the whole simulated account.
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundVoiceContact.html (ClientToken)
 */
export class ClientTokens {
  readonly #contacts = new Map<string, Contact>();

  /** Only contacts are remembered: a refused request does not use its token up. */
  remember(contact: Contact): void {
    this.#contacts.set(contact.clientToken, contact);
  }

  /**
   * The contact that this request started before, if its token is still good.
   * @throws ConnectServiceError InvalidRequestException for another request, if `tokenMismatch` is `error`
   */
  contactOf(request: OutboundVoiceRequest, { nowOf, isEnded, settings }: Lookup): Contact | undefined {
    const contact = request.ClientToken === undefined ? undefined : this.#contacts.get(request.ClientToken);
    if (!contact || nowOf(contact) - contact.startedAtMs >= tokenLifeMs) return undefined;
    if (settings.tokenAfterEnd === 'new-contact' && isEnded(contact)) return undefined;
    if (settings.tokenMismatch === 'error' && !isDeepStrictEqual(request, contact.request)) {
      throw connectError('InvalidRequestException', 'The ClientToken was used with different parameters.');
    }
    return contact;
  }

  clear(): void {
    this.#contacts.clear();
  }
}
