// npm run callee-data: makes src/admission/data anew from the pinned releases (requirements.txt, and date-holidays in package.json).
// npm run callee-data -- --raise: pins the newest releases first.
// Needs Python 3.10 or later; the packages go into a virtual environment in the cache directory. The last lines say what has changed.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeHolidays } from './holiday-module.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const pins = join(here, 'requirements.txt');
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ringonce');
const environment = join(cache, 'callee-data');
const python = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
const dataFolder = 'src/admission/data';
const made = [
  ...readdirSync(join(root, dataFolder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${dataFolder}/${name}`),
  'test/admission/google-zones.json',
];

const args = process.argv.slice(2);
if (args.some((arg) => arg !== '--raise')) stop(`Unknown: ${args.join(' ')}. Usage: npm run callee-data [-- --raise]`);
try {
  makeAll(args.includes('--raise'));
} catch (error) {
  stop(`${error.message}\nThe data may be half made. "git checkout ${dataFolder}" brings back the old ones.`);
}

function makeAll(isRaise) {
  const textsBefore = textsOf(made);
  const releasesBefore = releases();
  mkdirSync(cache, { recursive: true });
  run(process.env.PYTHON ?? 'python3', '-m', 'venv', environment);
  if (isRaise) raise();
  pip('--requirement', pins);
  for (const script of ['versions.py', 'zone_rules.py', 'number_zones.py', 'google_zones.py']) run(python, script);
  makeHolidays();
  report(isRaise, releasesBefore, textsBefore);
}

/** Pins the newest of each package, and today as the day on which they were. */
function raise() {
  const packages = Object.keys(pinned());
  pip('--upgrade', ...packages);
  const frozen = execFileSync(python, ['-m', 'pip', 'freeze'], { encoding: 'utf8' });
  const lines = frozen.split(/\r?\n/).filter((line) => packages.includes(line.split('==')[0]));
  const today = new Date().toISOString().slice(0, 10);
  const head = readFileSync(pins, 'utf8')
    .split('\n', 1)[0]
    .replace(/taken on \S+?\./, `taken on ${today}.`);
  writeFileSync(pins, [head, ...lines.sort(), ''].join('\n'));
  const npm = ['install', '--save-dev', '--save-exact', '--ignore-scripts', 'date-holidays@latest'];
  // Windows has npm as a script, which needs its shell.
  const shell = process.platform === 'win32';
  execFileSync('npm', npm, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell });
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
    source: `From npm's date-holidays ${releases()['date-holidays']}, whose data are under CC BY-SA 3.0, and so is this file.`,
    firstYear,
    lastYear,
    found: read(process.execPath, 'public-holidays.mjs'),
  });
}

function report(isRaise, releasesBefore, textsBefore) {
  const from = Object.entries(releases()).map(([name, release]) => {
    const before = releasesBefore[name];
    return `${name} ${before === release ? release : `${before} -> ${release}`}`;
  });
  const textsNow = textsOf(made);
  const changed = made.filter((_, index) => textsNow[index] !== textsBefore[index]);
  console.log(`${isRaise ? 'The newest releases' : 'The pinned releases'}: ${from.join(', ')}`);
  if (changed.length === 0) {
    console.log(`Made anew, and the same as before: ${made.join(', ')}`);
    return;
  }
  console.log(`Changed: ${changed.join(', ')}`);
  console.log(
    'Read the differences, put the releases into docs/clock-and-calendar.md, and run: npm test test/admission',
  );
}

/** What the data are made from, as it is pinned. */
function releases() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return { ...pinned(), 'date-holidays': manifest.devDependencies['date-holidays'] };
}

function pinned() {
  return Object.fromEntries(
    [...readFileSync(pins, 'utf8').matchAll(/^(\w+)==(\S+)/gm)].map(([, name, release]) => [name, release]),
  );
}

function textsOf(names) {
  return names.map((name) => readFileSync(join(root, name), 'utf8'));
}

function pip(...args) {
  run(python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...args);
}

function run(command, ...args) {
  execFileSync(command, args, { cwd: here, stdio: ['ignore', 'inherit', 'inherit'] });
}

function stop(message) {
  console.error(message);
  process.exit(1);
}
