/**
 * A number that was written as a fraction, even `30.0`: where a whole number is asked for it is none. Of no JSON type, so that it is refused
 * wherever it stands; no member of the request is a fraction.
 */
export class Fraction {
  constructor(readonly value: number) {}
}
