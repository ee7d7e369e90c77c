"""A running moto server: clients by account, service and Region, and what came of the calls."""
import json
import socket
import urllib.request

import boto3
from botocore.config import Config

IRELAND, VIRGINIA = "eu-west-1", "us-east-1"
SETTINGS = Config(retries={"max_attempts": 0}, inject_host_prefix=False, s3={"addressing_style": "path"})


class Emulator:
    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.manifest = {"accounts": {}, "items": {}, "permission_set_boundaries": {}, "calls": []}
        self.accepted = 0
        self.refused = []
        self._root = boto3.Session("a", "b", region_name=IRELAND)
        self._sessions = {}
        self._clients = {}
        resolve_names_under_localhost()
        self.management = self._root.client("sts", endpoint_url=endpoint).get_caller_identity()["Account"]

    def start_random_sequence(self, number):
        request = urllib.request.Request(f"{self.endpoint}/moto-api/seed?a={number}", method="POST", data=b"")
        urllib.request.urlopen(request).read()

    def client(self, account, service, region=IRELAND):
        key = (account, service, region)
        if key not in self._clients:
            session = self._root if account == self.management else self._session(account)
            # S3 Control puts the account id in front of the host, which an IP address does not allow.
            by_name = self.endpoint.replace("127.0.0.1", "localhost")
            endpoint = by_name if service == "s3control" else self.endpoint
            self._clients[key] = session.client(service, endpoint_url=endpoint, region_name=region, config=SETTINGS)
        return self._clients[key]

    def _session(self, account):
        if account not in self._sessions:
            role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
            answer = self._root.client("sts", endpoint_url=self.endpoint).assume_role(RoleArn=role, RoleSessionName="seed")
            keys = answer["Credentials"]
            self._sessions[account] = boto3.Session(
                keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], region_name=IRELAND
            )
        return self._sessions[account]

    def do(self, step, call, *args, **kwargs):
        """One call; a refusal is noted under the name of the step, and gives None."""
        try:
            answer = call(*args, **kwargs)
            self.accepted += 1
            self._note(call, kwargs, answer)
            return answer
        except Exception as error:  # whatever moto answers to what it does not know
            self.refused.append((step, f"{type(error).__name__}: {str(error)[:300]}"))
            return None

    def _note(self, call, parameters, answer):
        """What was created, as it was asked for: a test holds the snapshot against it."""
        client = call.__self__
        account = next(account for (account, _, _), known in self._clients.items() if known is client)
        note = {
            "account": account,
            "region": client.meta.region_name,
            "service": client.meta.service_model.service_name,
            "operation": client.meta.method_to_api_mapping[call.__name__],
            "input": parameters,
            "output": {key: value for key, value in answer.items() if key != "ResponseMetadata"},
        }
        self.manifest["calls"].append(json.loads(json.dumps(note, default=str), object_hook=without_secrets))

    def keep(self, key, value):
        self.manifest["items"][key] = value
        return value


SECRETS = {"SecretAccessKey", "Password", "MasterUserPassword", "SecretString", "Base32StringSeed", "QRCodePNG", "ZipFile"}


def without_secrets(value):
    return {key: part for key, part in value.items() if key not in SECRETS}


def resolve_names_under_localhost():
    """RFC 6761: names under localhost are the loopback address, whether the system's resolver knows or not."""
    resolve = socket.getaddrinfo

    def resolve_here(host, *args, **kwargs):
        under = isinstance(host, str) and host.endswith(".localhost")
        return resolve("127.0.0.1" if under else host, *args, **kwargs)

    socket.getaddrinfo = resolve_here
