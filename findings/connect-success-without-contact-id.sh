#!/usr/bin/env bash
# AWS SDKs: a 200 whose body is not Amazon Connect's (a page of a proxy, an empty object) counts as success in boto3, without a ContactId.
#
# Versions: boto3 1.44.8, @aws-sdk/client-connect 3.1136.0 on the Node that runs this.
# Seen for StartOutboundVoiceContact answered with 200:
#   body is HTML: boto3 succeeds, no ContactId in the answer; the JavaScript SDK raises SyntaxError and does not try again (one request);
#   body is {}: neither raises anything, and neither has a ContactId.
# So "no error" does not mean that the call was placed: whoever dials must look for the ContactId.
# Ends with 0 while this is so, with 1 when it has changed. Needs Node 20 or newer, npm, Python 3 with venv.
set -euo pipefail
dir=$(mktemp -d) server=
end() { [[ -z $server ]] || kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$dir"; }
trap end EXIT
cd "$dir"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @aws-sdk/client-connect@3.1136.0
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check boto3==1.44.8

cat >server.py <<'PY'
import http.server, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_PUT(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        page = self.path.startswith("/page")
        body = b"<html>Please sign in</html>" if page else b"{}"
        with open("requests", "a") as log:
            print(self.path, self.headers["User-Agent"].split("/")[0], file=log)
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if page else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
open("port", "w").write(str(server.server_port))
server.serve_forever()
PY
python3 server.py &
server=$!
until [[ -s port ]]; do kill -0 "$server"; done
export AWS_ACCESS_KEY_ID=example AWS_SECRET_ACCESS_KEY=example AWS_REGION=us-west-2 AWS_DEFAULT_REGION=us-west-2
export AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null

cat >call.py <<'PY'
import boto3
port = open("port").read()
for body in ["page", "empty"]:
    client = boto3.client("connect", endpoint_url=f"http://127.0.0.1:{port}/{body}")
    try:
        answer = client.start_outbound_voice_contact(
            InstanceId="11111111-1111-4111-8111-111111111111", ContactFlowId="22222222-2222-4222-8222-222222222222",
            DestinationPhoneNumber="+12065550100", SourcePhoneNumber="+12065550199")
        print(f"boto3, {body}: success, ContactId {answer.get('ContactId')}")
    except Exception as error:
        print(f"boto3, {body}: {type(error).__name__}")
PY
cat >call.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { ConnectClient, StartOutboundVoiceContactCommand } from '@aws-sdk/client-connect';
const port = readFileSync('port', 'utf8');
for (const body of ['page', 'empty']) {
  const client = new ConnectClient({ endpoint: `http://127.0.0.1:${port}/${body}` });
  const request = { InstanceId: '11111111-1111-4111-8111-111111111111', ContactFlowId: '22222222-2222-4222-8222-222222222222',
    DestinationPhoneNumber: '+12065550100', SourcePhoneNumber: '+12065550199' };
  try {
    const answer = await client.send(new StartOutboundVoiceContactCommand(request));
    console.log(`JavaScript, ${body}: success, ContactId ${answer.ContactId}`);
  } catch (error) {
    console.log(`JavaScript, ${body}: ${error.name}`);
  }
}
JS
{
  venv/bin/python call.py
  node --no-warnings call.mjs
  echo "requests: $(wc -l <requests)"
} | tee seen
diff seen - <<'SEEN'
boto3, page: success, ContactId None
boto3, empty: success, ContactId None
JavaScript, page: SyntaxError
JavaScript, empty: success, ContactId undefined
requests: 4
SEEN
