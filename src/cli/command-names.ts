/** Named apart: its exit codes are AWS's, and the place that knows exit codes asks for it. */
export const startOutboundVoiceContactName = 'start-outbound-voice-contact';
