import type { EventDelivery } from './event-log.js';
import type { EventSettings } from './event-settings.js';
import { postToUrl } from './post-to-url.js';
import { QueueSender } from './queue-sender.js';
import type { SendResult } from './send-result.js';

/** EventBridge gives an API destination five seconds. */
const patienceMs = 5000;

/** Where events go, by the settings of the moment in which one is sent. */
export class EventTargets {
  readonly #settings: () => EventSettings;
  readonly #queueSender = new QueueSender();

  constructor(settings: () => EventSettings) {
    this.#settings = settings;
  }

  names(): EventDelivery['target'][] {
    const { url, sqsQueueUrl } = this.#settings();
    return [...(url === null ? [] : ['url' as const]), ...(sqsQueueUrl === null ? [] : ['sqs' as const])];
  }

  send(target: EventDelivery['target'], body: string, signal: AbortSignal): Promise<SendResult> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    const settings = this.#settings();
    return target === 'url' ? postToUrl(body, settings, limited) : this.#queueSender.send(body, settings, limited);
  }

  close(): void {
    this.#queueSender.close();
  }
}
