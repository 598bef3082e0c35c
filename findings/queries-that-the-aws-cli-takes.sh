#!/usr/bin/env bash
# JMESPath: the newer npm library takes other queries than the AWS CLI does, whose --query is jmespath.py.
#
# Versions: jmespath 1.0.1 of PyPI (the AWS CLI's), jmespath 0.16.0 and @jmespath-community/jmespath 1.3.0 of npm.
# Seen: a bare word between backticks, `foo`, is a string in the AWS CLI and in jmespath, and an error in the community library. That library
# takes upper(), $ and slices of strings instead, which the AWS CLI refuses, or finds nothing for.
# So a program that takes the AWS CLI's queries over needs the older library.
# Ends with 0 while this is so, with 1 when it has changed. Needs Node 20 or newer, npm, Python 3 with venv.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent jmespath@0.16.0 @jmespath-community/jmespath@1.3.0
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check jmespath==1.0.1

cat >queries.json <<'JSON'
["ContactId", "`foo`", "join(`,`, [ContactId, Name])", "upper(Name)", "$.ContactId", "Name[0:1]"]
JSON
cat >query.mjs <<'JS'
import { readFileSync } from 'node:fs';
import older from 'jmespath';
import { search } from '@jmespath-community/jmespath';
const data = { ContactId: 'c-1', Name: 'order' };
for (const query of JSON.parse(readFileSync('queries.json', 'utf8')))
  for (const [library, run] of [['jmespath', older.search], ['community', search]]) {
    let answer = 'error';
    try {
      answer = JSON.stringify(run(data, query));
    } catch {}
    console.log(`${library}: ${query} gives ${answer}`);
  }
JS
cat >query.py <<'PY'
import json, warnings
warnings.simplefilter("ignore")
import jmespath
for query in json.load(open("queries.json")):
    try:
        answer = json.dumps(jmespath.search(query, {"ContactId": "c-1", "Name": "order"}))
    except jmespath.exceptions.JMESPathError:
        answer = "error"
    print(f"jmespath.py: {query} gives {answer}")
PY
{
  venv/bin/python query.py
  node query.mjs
} | sort | tee seen
sort <<'SEEN' | diff seen -
jmespath.py: ContactId gives "c-1"
jmespath.py: `foo` gives "foo"
jmespath.py: join(`,`, [ContactId, Name]) gives "c-1,order"
jmespath.py: upper(Name) gives error
jmespath.py: $.ContactId gives error
jmespath.py: Name[0:1] gives null
jmespath: ContactId gives "c-1"
jmespath: `foo` gives "foo"
jmespath: join(`,`, [ContactId, Name]) gives "c-1,order"
jmespath: upper(Name) gives error
jmespath: $.ContactId gives error
jmespath: Name[0:1] gives null
community: ContactId gives "c-1"
community: `foo` gives error
community: join(`,`, [ContactId, Name]) gives error
community: upper(Name) gives "ORDER"
community: $.ContactId gives "c-1"
community: Name[0:1] gives "o"
SEEN
