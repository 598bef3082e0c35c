// node --import this file PROGRAM: at its end, writes to the file of LOADED_TO what the program had loaded: the URLs of its modules, and its native libraries.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';

const modules = new Set();
const session = new Session();
session.connect();
session.on('Debugger.scriptParsed', ({ params }) => modules.add(params.url));
session.post('Debugger.enable');

process.report.excludeNetwork = true;
process.on('exit', () => {
  const { sharedObjects } = process.report.getReport();
  const native = sharedObjects.filter((path) => path.endsWith('.node'));
  writeFileSync(
    process.env.LOADED_TO,
    JSON.stringify({ modules: [...modules].filter((url) => url.startsWith('file:')), native }),
  );
});
