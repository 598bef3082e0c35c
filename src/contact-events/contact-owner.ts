import type { SeenContact } from '../connect/describe-contact.js';

/**
 * The ID of the call that a contact is the very contact of; undefined when there is none.
 *
 * The attribute alone does not say so. A transfer carries it on, and a contact that somebody starts "as related" to a call's
 * contact is given a copy of it; only a call's own dial sets it anew.
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundVoiceContact.html (RelatedContactId)
 */
export async function callOf(
  seen: SeenContact,
  look: (ContactId: string) => Promise<SeenContact | undefined>,
): Promise<string | undefined> {
  const { callId, isPlacedByApi, relatedContactId } = seen;
  if (callId === undefined || callId === '' || !isPlacedByApi) return undefined;
  if (relatedContactId === undefined) return callId;
  const related = await look(relatedContactId);
  return related?.callId === callId ? undefined : callId;
}
