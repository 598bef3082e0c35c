/** What a person has to do about a refusal: AWS's sentences say what is wrong, seldom what to do. */
const remedies: Readonly<Record<string, string>> = {
  AccessDeniedException: "Allow the worker's AWS role connect:StartOutboundVoiceContact on this instance.",
  DestinationNotAllowedException:
    'Correct the number, or have its country or prefix allowed for the instance (a service quota request to AWS).',
  OutboundContactNotPermittedException: "Enable outbound calling in the instance's settings.",
  ResourceNotFoundException:
    "Check InstanceId, ContactFlowId and QueueId, and that the worker's AWS_REGION is the instance's.",
};

/** In words, for any AWS error name. */
export function remedyOf(type: string): string {
  const remedy = Object.hasOwn(remedies, type) ? remedies[type] : undefined;
  return remedy ?? 'Correct the request or the Amazon Connect instance.';
}
