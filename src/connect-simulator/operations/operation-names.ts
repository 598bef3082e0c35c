/** Connect's operations that the simulator answers. */
export const operationNames = [
  'StartOutboundVoiceContact',
  'StopContact',
  'DescribeContact',
  'GetContactAttributes',
  'UpdateContactAttributes',
] as const;

export type OperationName = (typeof operationNames)[number];
