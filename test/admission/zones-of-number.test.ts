import { expect, it } from 'vitest';
import { zonesOfNumber } from '../../src/admission/index.js';

// Fictional numbers of the United States, the United Kingdom (Ofcom) and Australia (ACMA), and others that cannot exist.
it.each([
  { place: 'Washington', number: '+12065550100', zones: ['America/Los_Angeles'] },
  { place: 'Arizona', number: '+15205550100', zones: ['America/Phoenix'] },
  { place: 'New York', number: '+12125550100', zones: ['America/New_York'] },
  {
    place: 'a British mobile phone',
    number: '+447700900123',
    zones: ['Europe/Guernsey', 'Europe/Isle_of_Man', 'Europe/London'],
  },
  { place: 'an Australian mobile phone', number: '+61491570006', zones: ['Australia/Sydney'] },
  { place: 'no country', number: '+999123', zones: [] },
  { place: 'a satellite', number: '+8700', zones: [] },
])('zonesOfNumber places $place', async ({ number, zones }) => {
  expect(await zonesOfNumber(number)).toEqual(zones);
});

it('zonesOfNumber takes a number without a place for one of the whole numbering plan', async () => {
  const zones = await zonesOfNumber('+18005550199');
  expect(zones).toEqual(expect.arrayContaining(['America/New_York', 'Pacific/Honolulu', 'Pacific/Guam']));
});
