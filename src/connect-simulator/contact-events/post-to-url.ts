import type { EventSettings } from './event-settings.js';
import { errorInWords, sendResultOf, type SendResult } from './send-result.js';

/** An event as an EventBridge API destination sends it. A redirect is an answer like any other: it is not followed. */
export async function postToUrl(
  body: string,
  { url, headers }: Pick<EventSettings, 'url' | 'headers'>,
  signal: AbortSignal,
): Promise<SendResult> {
  if (url === null) return { error: 'The URL was taken away.', mayPass: false };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Amazon/EventBridge/ApiDestinations',
        ...headers,
      },
      body,
      redirect: 'manual',
      signal,
    });
    await response.body?.cancel();
    return sendResultOf(response.status, `HTTP ${response.status}`);
  } catch (error) {
    return sendResultOf(undefined, errorInWords(error));
  }
}
