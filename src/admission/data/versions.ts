// Made by tools/callee-data; do not edit. What the tables beside it were made from.
export const takenOn: string = "2026-11-28";
export const timeZoneVersion: string = "2026f";
export const numberVersion: string = "9.0.43";
export const holidayVersion: string = "0.109";
