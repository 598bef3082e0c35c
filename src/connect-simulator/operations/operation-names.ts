/** Connect's operations that the simulator answers. */
export const operationNames = ['StartOutboundVoiceContact', 'DescribeContact', 'StopContact'] as const;

export type OperationName = (typeof operationNames)[number];
