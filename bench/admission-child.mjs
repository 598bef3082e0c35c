// Run by admission.ts: node admission-child.mjs <nothing | load | preview> [previews]. Plain JavaScript on the built project, so that no
// TypeScript loader is measured.
import { performance } from 'node:perf_hooks';

process.once('disconnect', () => process.exit(1));
const [what, previews] = process.argv.slice(2);
const figures = { nothing: async () => ({}), load, preview: () => previewMs(Number(previews)) };
const measured = await figures[what]();
// performance.now() counts from the start of the process.
process.send({ processStartToReadyMs: performance.now(), ...measured });
process.removeAllListeners('disconnect');
process.disconnect();

async function load() {
  await import('../dist/src/admission/answer-admission.js');
  return {};
}

/** Each preview in turn: of a number with one zone, of one with several, of one whose country has evening holidays and large regions. */
async function previewMs(count) {
  const { previewCall } = await import('../dist/src/client/index.js');
  const ids = {
    InstanceId: '11111111-2222-3333-4444-555555555555',
    ContactFlowId: '66666666-7777-8888-9999-000000000000',
  };
  const weekly = { monday: ['09:00-12:00', '13:00-18:00'], wednesday: ['10:00-20:00'], friday: ['09:00-17:30'] };
  const callees = [
    {
      DestinationPhoneNumber: '+12065550100',
      callingHours: { preset: 'us-tcpa', holidays: { country: 'US', region: 'WA' } },
    },
    { DestinationPhoneNumber: '+61412345678', callingHours: { weekly, holidays: { country: 'AU', region: 'QLD' } } },
    { DestinationPhoneNumber: '+493012345678', callingHours: { weekly, holidays: { country: 'DE' } } },
  ];
  const samples = [];
  for (let index = -30; index < count; index++) {
    const { DestinationPhoneNumber, callingHours } = callees[(index + 30) % callees.length];
    const request = { ...ids, DestinationPhoneNumber, SourcePhoneNumber: '+12065550199' };
    const startedAtMs = performance.now();
    await previewCall(request, { options: { callingHours } });
    if (index >= 0) samples.push(performance.now() - startedAtMs);
  }
  return { previewMs: samples };
}
