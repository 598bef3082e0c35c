/** What a clock of the zone shows, such as `17:05`. Of the runtime's data, not of ringonce's. */
export const wallClock = (timeZone: string, ms: number): string =>
  new Date(ms).toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
