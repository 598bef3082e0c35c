// The light package, ringonce-client: of the same build the modules that the client needs, at run time and for its types. Nothing in it is written twice:
// the modules and the packages they depend on are found by following the imports, the versions are those of package.json.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { fromRoot } from './children.mjs';

const name = 'ringonce-client';
const lightExports = ['.', './contract'];

/** Writes what `npm pack` makes the light package of. */
export async function writeClientPackage(directory) {
  const whole = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
  const { files, packages } = importsOf(lightExports.map((subpath) => whole.exports[subpath]));
  for (const file of files) {
    for (const path of [file, `${file}.map`, typesOf(file)]) cpSync(fromRoot(path), join(directory, path));
  }
  cpSync(fromRoot('schemas'), join(directory, 'schemas'), { recursive: true });
  cpSync(fromRoot('LICENSE'), join(directory, 'LICENSE'));
  cpSync(fromRoot('tools/client-package/README.md'), join(directory, 'README.md'));

  const exports = {};
  for (const [subpath, target] of Object.entries(whole.exports)) {
    const isHere = lightExports.includes(subpath) || subpath.endsWith('*');
    exports[subpath] = isHere ? target : await writeAbsent(directory, { subpath, target });
  }
  const dependencies = {};
  for (const used of [...packages].sort()) {
    dependencies[used] = whole.dependencies[used];
    if (dependencies[used] === undefined) throw new Error(`The client imports ${used}, which is no dependency.`);
  }
  const { version, license, type, engines } = whole;
  const description = 'The client of ringonce: starts and follows durable outbound calls, without native code';
  const manifest = { name, version, description, license, type, engines, exports, dependencies };
  writeFileSync(join(directory, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** The modules (paths from the root) that these load, themselves among them, and the packages they name. */
function importsOf(entries) {
  const files = new Set();
  const packages = new Set();
  const add = (file) => {
    if (files.has(file)) return;
    files.add(file);
    for (const path of [file, typesOf(file)]) {
      for (const { fileName } of ts.preProcessFile(readFileSync(fromRoot(path), 'utf8')).importedFiles) {
        if (fileName.startsWith('.')) add(join(dirname(file), fileName));
        else if (!fileName.startsWith('node:')) packages.add(/^(@[^/]+\/)?[^/]+/.exec(fileName)[0]);
      }
    }
  };
  for (const entry of entries) add(join(entry));
  return { files, packages };
}

/**
 * A module that says which package has the part. It has the part's names: without them Node would miss the first
 * that is imported, and say only that.
 */
async function writeAbsent(directory, { subpath, target }) {
  const part = subpath.slice('./'.length);
  const message = `${name}/${part} is not in this package, which has the client only. Install ringonce, and import 'ringonce/${part}'.`;
  const names = Object.keys(await import(pathToFileURL(fromRoot(target)).href));
  const path = `./absent/${part}.js`;
  mkdirSync(join(directory, 'absent'), { recursive: true });
  writeFileSync(
    join(directory, path),
    `throw new Error(${JSON.stringify(message)});\nexport let ${names.join(', ')};\n`,
  );
  writeFileSync(join(directory, typesOf(path)), `/** ${message} */\nexport {};\n`);
  return path;
}

function typesOf(file) {
  return file.replace(/\.js$/, '.d.ts');
}
