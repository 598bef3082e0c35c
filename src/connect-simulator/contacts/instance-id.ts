import { string } from '../rest-json.js';

/** "You can find the instance ID in the Amazon Resource Name (ARN) of the instance": either is taken, and means the same. */
export const instanceId = string({ min: 1, max: 100 }).transform((text) => text.replace(/^arn:.*:instance\//, ''));
