// npm run callee-data [-- --raise]: makes src/admission/data anew, from the releases that requirements.txt pins or from the newest.
// Needs Python 3.10 or later; the packages go into a virtual environment in the cache directory.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeHolidays } from './holiday-module.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const pins = join(here, 'requirements.txt');
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ringonce');
const environment = join(cache, 'callee-data');
const python = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
const run = (command, ...args) => execFileSync(command, args, { cwd: here, stdio: ['ignore', 'inherit', 'inherit'] });

mkdirSync(cache, { recursive: true });
run(process.env.PYTHON ?? 'python3', '-m', 'venv', environment);
if (process.argv.includes('--raise')) {
  const packages = namesOf(readFileSync(pins, 'utf8'));
  run(python, '-m', 'pip', 'install', '--quiet', '--upgrade', ...packages);
  pinWhatIsInstalled(packages);
}
run(python, '-m', 'pip', 'install', '--quiet', '--requirement', pins);
for (const script of ['versions.py', 'zone_rules.py', 'number_zones.py', 'google_zones.py']) run(python, script);
makeHolidays();
console.log(readFileSync(pins, 'utf8'));

function namesOf(text) {
  return [...text.matchAll(/^(\w+)==/gm)].map(([, name]) => name);
}

function pinWhatIsInstalled(packages) {
  const frozen = execFileSync(python, ['-m', 'pip', 'freeze'], { encoding: 'utf8' });
  const lines = frozen.split('\n').filter((line) => packages.includes(line.split('==')[0]));
  const today = new Date().toISOString().slice(0, 10);
  const head = readFileSync(pins, 'utf8')
    .split('\n', 1)[0]
    .replace(/taken on \S+?\./, `taken on ${today}.`);
  writeFileSync(pins, [head, ...lines, ''].join('\n'));
}

/** Ten years ahead, and the year in which the last of them is looked at. */
function makeHolidays() {
  const [, takenIn] = /taken on (\d{4})/.exec(readFileSync(pins, 'utf8'));
  const [firstYear, lastYear] = [2020, Number(takenIn) + 11];
  const read = (command, script) => {
    const output = { cwd: here, encoding: 'utf8', maxBuffer: 2 ** 28 };
    return JSON.parse(execFileSync(command, [script, `${firstYear}`, `${lastYear}`], output));
  };
  writeHolidays({
    name: 'holidays-of-pypi.ts',
    constant: 'holidaysOfPypi',
    source: "From PyPI's holidays, MIT licence.",
    firstYear,
    lastYear,
    found: read(python, 'public_holidays.py'),
  });
  writeHolidays({
    name: 'holidays-of-npm.ts',
    constant: 'holidaysOfNpm',
    source: `From npm's date-holidays ${versionOfDateHolidays()}, whose data are under CC BY-SA 3.0, and so is this file.`,
    firstYear,
    lastYear,
    found: read(process.execPath, 'public-holidays.mjs'),
  });
}

function versionOfDateHolidays() {
  const manifest = new URL('../../node_modules/date-holidays/package.json', import.meta.url);
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}
